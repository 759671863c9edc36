// The simulated network of one VPC: ranges, subnets, gateways, interfaces, and who owns an address. VPC User Guide, "IP
// addressing"; route-server-how-it-works: the target of a route is the interface that owns its next hop, also by a
// secondary address. Addresses are in VPC form; the host form of `--network loopback` is translated here.

import { contains, formatAddress, parseAddress, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import { present } from '../base/assert.ts'

/** A network interface and where it is attached. */
export interface Interface {
  readonly eniId: string
  readonly subnetId: string
  readonly addresses: readonly string[]
  readonly attachment?: { readonly instanceId?: string; readonly instanceOwnerId?: string }
  readonly active: boolean
  readonly sourceDestCheck: boolean
  readonly endpoint: boolean
}

export interface NetworkConfig {
  readonly cidrs: readonly string[]
  readonly addressForms: readonly { readonly vpc: string; readonly host: string }[]
  readonly subnets: readonly { readonly subnetId: string; readonly routeTableId: string }[]
  readonly gateways: readonly { readonly gatewayId: string; readonly routeTableId?: string }[]
  readonly interfaces: readonly Interface[]
}

/** What a BGP next hop means in this VPC. */
export type Resolution =
  | { readonly ok: true; readonly address: string; readonly interface: Interface }
  | {
      readonly ok: false
      readonly address: string
      readonly why: 'next-hop-not-in-vpc' | 'next-hop-is-endpoint' | 'next-hop-without-interface'
    }

/** A picture of the VPC; a change makes a new one. */
export class Network {
  readonly cidrs: readonly Prefix[]
  readonly subnetTables: ReadonlyMap<string, string>
  readonly gatewayTables: ReadonlyMap<string, string | undefined>
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly #owners = new Map<string, Interface>()
  readonly #forms: readonly { readonly vpc: Prefix; readonly host: Prefix }[]

  constructor(config: NetworkConfig) {
    this.cidrs = config.cidrs.map(prefix)
    this.#forms = config.addressForms.map((form) => ({ vpc: prefix(form.vpc), host: prefix(form.host) }))
    this.subnetTables = new Map(config.subnets.map((subnet) => [subnet.subnetId, subnet.routeTableId]))
    this.gatewayTables = new Map(config.gateways.map((gateway) => [gateway.gatewayId, gateway.routeTableId]))
    this.interfaces = new Map(config.interfaces.map((eni) => [eni.eniId, eni]))
    for (const eni of config.interfaces) for (const text of eni.addresses) this.#owners.set(canonical(text), eni)
  }

  /** The interface that has the address, in VPC form. */
  ownerOf(address: Address): Interface | undefined {
    return this.#owners.get(formatAddress(address))
  }

  covers(address: Address | Prefix): boolean {
    return this.cidrs.some((cidr) => contains(cidr, address))
  }

  /** The VPC form of an address that may be in host form; an address of neither form is returned as it is. */
  vpcForm(address: Address): Address {
    if (this.#owners.has(formatAddress(address))) return address
    const forms = this.#forms.filter((form) => contains(form.host, address)).map((form) => translate(address, form))
    return forms.find((form) => this.#owners.has(formatAddress(form))) ?? forms[0] ?? address
  }

  /**
   * What a next hop names. `fallback` is the address of the peer in either form, for a link-local next hop alone.
   * An IPv4-mapped IPv6 next hop names the IPv4 address in it.
   */
  resolve(nextHop: Address, fallback?: Address): Resolution {
    const meant = this.vpcForm(unmapped(isLinkLocal(nextHop) && fallback !== undefined ? fallback : nextHop))
    const address = formatAddress(meant)
    const owner = this.#owners.get(address)
    if (owner === undefined) {
      return { ok: false, address, why: this.covers(meant) ? 'next-hop-without-interface' : 'next-hop-not-in-vpc' }
    }
    return owner.endpoint
      ? { ok: false, address, why: 'next-hop-is-endpoint' }
      : { ok: true, address, interface: owner }
  }
}

const prefix = (text: string): Prefix => present(parsePrefix(text), `prefix ${text}`)
const canonical = (text: string): string => formatAddress(present(parseAddress(text), `address ${text}`))

/** The address at the same place of the other range. */
function translate(address: Address, form: { readonly vpc: Prefix; readonly host: Prefix }): Address {
  const words = address.words.map(
    (word, i) => ((word ^ (form.host.words[i] as number)) | (form.vpc.words[i] as number)) >>> 0,
  )
  return { family: address.family, words }
}

const isLinkLocal = (address: Address): boolean =>
  address.family === 6 && ((address.words[0] as number) & 0xffc00000) >>> 0 === 0xfe800000

function unmapped(address: Address): Address {
  const [a, b, c, d] = address.words
  return address.family === 6 && a === 0 && b === 0 && c === 0xffff ? { family: 4, words: [d as number] } : address
}
