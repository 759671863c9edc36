// Every error that a caller can be given, with its code, HTTP status and wording. Codes are those of the EC2 API
// ("Error codes for the Amazon EC2 API"); spelling matters, because Terraform and others compare them as strings.

import type { ErrorCode } from './error-codes.ts'

/** An answer to the caller: a code of the EC2 API, its HTTP status, and a sentence that says what would be right. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly status: number

  constructor(code: ErrorCode, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

const of = (code: ErrorCode, message: string, status = 400): ApiError => new ApiError(code, message, status)

/** Kinds of things with an id, with the code for an unknown one and how its message calls it. */
const NOT_FOUND = {
  'route-server': ['InvalidRouteServerId.NotFound', 'route server ID'],
  'route-server-endpoint': ['InvalidRouteServerEndpointId.NotFound', 'route server endpoint ID'],
  'route-server-peer': ['InvalidRouteServerPeerId.NotFound', 'route server peer ID'],
  vpc: ['InvalidVpcID.NotFound', 'vpc ID'],
  subnet: ['InvalidSubnetID.NotFound', 'subnet ID'],
  'route-table': ['InvalidRouteTableID.NotFound', 'routeTable ID'],
  'internet-gateway': ['InvalidInternetGatewayID.NotFound', 'internetGateway ID'],
  'network-interface': ['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'],
  'security-group': ['InvalidGroup.NotFound', 'security group'],
  'security-group-rule': ['InvalidSecurityGroupRuleId.NotFound', 'security group rule ID'],
  'network-acl': ['InvalidNetworkAclID.NotFound', 'networkAcl ID'],
  'dhcp-options': ['InvalidDhcpOptionID.NotFound', 'dhcpOption ID'],
  'route-table-association': ['InvalidAssociationID.NotFound', 'association ID'],
  'vpc-cidr-block-association': ['InvalidVpcCidrBlockAssociationID.NotFound', 'vpc CIDR block association ID'],
  'subnet-cidr-block-association': ['InvalidSubnetCidrBlockAssociationID.NotFound', 'subnet CIDR block association ID'],
  'network-interface-attachment': ['InvalidAttachmentID.NotFound', 'attachment ID'],
} as const

export type ResourceKind = keyof typeof NOT_FOUND

/** Ids of the VPC part are never malformed: one of another form is unknown. */
const MALFORMED = {
  'route-server': 'InvalidRouteServerId.Malformed',
  'route-server-endpoint': 'InvalidRouteServerEndpointId.Malformed',
  'route-server-peer': 'InvalidRouteServerPeerId.Malformed',
} as const

export type RouteServerKind = keyof typeof MALFORMED

/** Whether ids of the kind have a form that is checked. */
export const isRouteServerKind = (kind: string): kind is RouteServerKind => Object.hasOwn(MALFORMED, kind)

export const errors = {
  notFound: (kind: ResourceKind, id: string): ApiError => {
    const [code, noun] = NOT_FOUND[kind]
    return of(code, `The ${noun} '${id}' does not exist`)
  },
  malformedId: (kind: RouteServerKind, id: string, prefix: string): ApiError =>
    of(MALFORMED[kind], `Invalid id: "${id}" (expecting "${prefix}-..." followed by 8 or 17 hexadecimal digits)`),
  incorrectState: (message: string): ApiError => of('IncorrectState', message),
  dependencyViolation: (message: string): ApiError => of('DependencyViolation', message),
  missingParameter: (name: string): ApiError =>
    of('MissingParameter', `The request must contain the parameter ${name}`),
  unknownParameter: (name: string): ApiError => of('UnknownParameter', `The parameter ${name} is not recognized`),
  invalidValue: (value: string, parameter: string, why: string): ApiError =>
    of('InvalidParameterValue', `Value (${value}) for parameter ${parameter} is invalid. ${why}`),
  invalidParameterValue: (message: string): ApiError => of('InvalidParameterValue', message),
  invalidParameter: (message: string): ApiError => of('InvalidParameter', message),
  invalidCombination: (message: string): ApiError => of('InvalidParameterCombination', message),
  invalidFilter: (name: string): ApiError => of('InvalidParameterValue', `The filter '${name}' is invalid`),
  filterLimitExceeded: (limit: string): ApiError =>
    of('FilterLimitExceeded', `The request uses too many filters or filter values: ${limit} are allowed.`),
  invalidNextToken: (): ApiError => of('InvalidNextToken', 'The token provided is invalid'),
  invalidAction: (action: string): ApiError =>
    of('InvalidAction', `The action ${action} is not valid for this web service.`),
  missingAction: (): ApiError => of('MissingAction', 'The request must contain the parameter Action'),
  dryRun: (): ApiError => of('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412),
  unauthorized: (): ApiError => of('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403),
  idempotentMismatch: (): ApiError =>
    of(
      'IdempotentParameterMismatch',
      'The client token was used before in a request with other parameters. Use a new token, or repeat the first request unchanged.',
    ),
  unavailable: (why: string): ApiError => of('ServiceUnavailable', why, 503),
  limitExceeded: (code: ErrorCode, message: string): ApiError => of(code, message),
  operationNotPermitted: (message: string): ApiError => of('OperationNotPermitted', message),
  unsupportedOperation: (message: string): ApiError => of('UnsupportedOperation', message),
  /** A code of the EC2 API that is used in one place only. */
  of,
} as const
