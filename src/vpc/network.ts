// The simulated network of one VPC: ranges, subnets, gateways, interfaces, and who owns an address (VPC User Guide, "IP
// addressing"). Addresses are in VPC form.

import { contains, formatAddress, parseAddress, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'

/** A network interface and where it is attached. */
export interface Interface {
  readonly eniId: string
  readonly subnetId: string
  readonly addresses: readonly string[]
  readonly active: boolean
  readonly sourceDestCheck: boolean
  readonly endpoint: boolean
}

export interface NetworkConfig {
  readonly cidrs: readonly string[]
  readonly subnets: readonly { readonly subnetId: string; readonly routeTableId: string }[]
  readonly gateways: readonly { readonly gatewayId: string; readonly routeTableId?: string }[]
  readonly interfaces: readonly Interface[]
}

/** A picture of the VPC; a change makes a new one. Of thousands of interfaces nothing is made before it is asked for. */
export class Network {
  readonly cidrs: readonly Prefix[]
  readonly subnetTables: ReadonlyMap<string, string>
  readonly gatewayTables: ReadonlyMap<string, string | undefined>
  readonly #config: NetworkConfig
  #interfaces: ReadonlyMap<string, Interface> | undefined
  #owners: ReadonlyMap<string, Interface> | undefined

  constructor(config: NetworkConfig) {
    this.#config = config
    this.cidrs = config.cidrs.map(prefix)
    this.subnetTables = new Map(config.subnets.map((subnet) => [subnet.subnetId, subnet.routeTableId]))
    this.gatewayTables = new Map(config.gateways.map((gateway) => [gateway.gatewayId, gateway.routeTableId]))
  }

  /** By id. */
  get interfaces(): ReadonlyMap<string, Interface> {
    this.#interfaces ??= new Map(this.#config.interfaces.map((eni) => [eni.eniId, eni]))
    return this.#interfaces
  }

  /** The interface that has the address, in VPC form. */
  ownerOf(address: Address): Interface | undefined {
    this.#owners ??= new Map(
      this.#config.interfaces.flatMap((eni) => eni.addresses.map((text) => [canonical(text), eni] as const)),
    )
    return this.#owners.get(formatAddress(address))
  }

  covers(address: Address | Prefix): boolean {
    return this.cidrs.some((cidr) => contains(cidr, address))
  }
}

const prefix = (text: string): Prefix => present(parsePrefix(text), `prefix ${text}`)
const canonical = (text: string): string => formatAddress(present(parseAddress(text), `address ${text}`))
