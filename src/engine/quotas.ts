// Quotas of the service (VPC user guide, "Amazon VPC quotas"; reference section 11). The numbers are those that a new
// AWS account has; `--quotas none` lifts those that are a matter of policy. Limits of the data path are read by the
// router, the others are checked here when something is created.

import type { ErrorCode } from '../model/error-codes.ts'
import { errors } from '../model/errors.ts'

export interface Quotas {
  readonly routeServersPerVpcMax: number
  readonly endpointsPerRouteServerMax: number
  readonly endpointsPerRouteServerAndSubnetMax: number
  /** AWS counts peering sessions per network interface; an endpoint has one. */
  readonly peersPerEndpointMax: number
  readonly routesPerPeerMax: number
  readonly routesPerRouteServerMax: number
  readonly propagatedRoutesPerTableMax: number
  /** IPv4 and IPv6 are counted apart. */
  readonly staticRoutesPerTableMax: number
  readonly routeTablesPerVpcMax: number
  readonly vpcsPerRegionMax: number
  readonly subnetsPerVpcMax: number
  readonly cidrBlocksPerVpcMax: number
  readonly internetGatewaysPerRegionMax: number
  readonly interfacesPerRegionMax: number
  readonly securityGroupsPerRegionMax: number
  readonly rulesPerSecurityGroupMax: number
  readonly securityGroupsPerInterfaceMax: number
  readonly networkAclsPerVpcMax: number
}

export const AWS_QUOTAS: Quotas = {
  routeServersPerVpcMax: 5,
  endpointsPerRouteServerMax: 10,
  endpointsPerRouteServerAndSubnetMax: 2,
  peersPerEndpointMax: 20,
  routesPerPeerMax: 100,
  routesPerRouteServerMax: 100,
  propagatedRoutesPerTableMax: 100,
  staticRoutesPerTableMax: 500,
  routeTablesPerVpcMax: 200,
  vpcsPerRegionMax: 5,
  subnetsPerVpcMax: 200,
  cidrBlocksPerVpcMax: 5,
  internetGatewaysPerRegionMax: 5,
  interfacesPerRegionMax: 5000,
  securityGroupsPerRegionMax: 2500,
  rulesPerSecurityGroupMax: 60,
  securityGroupsPerInterfaceMax: 5,
  networkAclsPerVpcMax: 200,
}

export const NO_QUOTAS: Quotas = Object.fromEntries(
  Object.keys(AWS_QUOTAS).map((name) => [name, Number.POSITIVE_INFINITY]),
) as unknown as Quotas

/** Refuses one more of `what` when there are `count` of them already and `max` are allowed. */
export function withinQuota(count: number, max: number, code: ErrorCode, what: string): void {
  if (count < max) return
  throw errors.limitExceeded(code, `The maximum number of ${what} has been reached: ${max}.`)
}
