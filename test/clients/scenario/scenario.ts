// The whole scenario: a network with a route server in it is built, used and taken down, by calls that all succeed, and
// every operation of the API is among them.

import { INTERFACES, INTERFACES_END } from './interfaces.ts'
import { NETWORK, NETWORK_END } from './network.ts'
import { ROUTE_SERVER, ROUTE_SERVER_END } from './route-server.ts'
import { SECURITY } from './security.ts'
import type { Step } from './step.ts'

/** The calls that build the network. */
export const BUILD: readonly Step[] = [
  ...NETWORK.account,
  ...NETWORK.defaultVpc,
  ...NETWORK.vpcs,
  ...NETWORK.subnets,
  ...NETWORK.gateways,
  ...NETWORK.tables,
  ...SECURITY.groups,
  ...SECURITY.acls,
  ...SECURITY.dhcp,
  ...INTERFACES.made,
  ...INTERFACES.addresses,
  ...INTERFACES.attachment,
  ...INTERFACES.attributes,
  ...NETWORK.routes,
  ...ROUTE_SERVER,
  ...SECURITY.tags,
]

export const SCENARIO: readonly Step[] = [
  ...BUILD,
  ...ROUTE_SERVER_END,
  ...INTERFACES_END,
  ...SECURITY.groupsEnd,
  ...NETWORK_END,
]
