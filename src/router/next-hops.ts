// Which address of the VPC belongs to which interface, in every form in which a BGP next hop may name it: VPC form, host
// form (`--network loopback`), IPv4-mapped IPv6 (FRR sends it when it knows no better). Behaviour reference 8.6.

import { contains, parseAddress, parsePrefix } from '../base/ip.ts'
import type { Address, Prefix } from '../base/ip.ts'
import type { NextHopOwner } from '../rib/route.ts'
import type { AddressForm, DesiredInterface } from './protocol.ts'

interface Form {
  readonly vpc: Prefix
  readonly host: Prefix
}

/** The owners that the RIB resolves next hops by. An address that two forms give belongs to the first. */
export function nextHopOwners(interfaces: readonly DesiredInterface[], forms: readonly AddressForm[]): NextHopOwner[] {
  const parsed = forms.flatMap(parseForm)
  const owners = new Map<string, NextHopOwner>()
  // VPC forms first: the host form of one address must never hide the VPC form of another.
  const inHostForm = (a: Address): Address[] => hostForms(a, parsed)
  const forms46 = [(a: Address) => [a], inHostForm, mapped, (a: Address) => inHostForm(a).flatMap(mapped)]
  for (const images of forms46) {
    for (const eni of interfaces) {
      for (const canonical of eni.addresses.flatMap((text) => parseAddress(text) ?? [])) {
        for (const address of images(canonical)) {
          const key = address.words.join(' ')
          if (owners.has(key)) continue
          owners.set(key, { address, canonical, interfaceId: eni.eniId, ...(eni.endpoint ? { endpoint: true } : {}) })
        }
      }
    }
  }
  return [...owners.values()]
}

function parseForm(form: AddressForm): Form[] {
  const vpc = parsePrefix(form.vpc)
  const host = parsePrefix(form.host)
  return vpc === undefined || host === undefined ? [] : [{ vpc, host }]
}

const hostForms = (address: Address, forms: readonly Form[]): Address[] =>
  forms.filter((form) => contains(form.vpc, address)).map((form) => moved(address, form.vpc, form.host))

/** The address at the same place of another range. */
const moved = (address: Address, from: Prefix, to: Prefix): Address => ({
  family: address.family,
  words: address.words.map((word, i) => ((word ^ (from.words[i] as number)) | (to.words[i] as number)) >>> 0),
})

/** ::ffff:a.b.c.d of an IPv4 address. */
const mapped = (address: Address): Address[] =>
  address.family === 4 ? [{ family: 6, words: [0, 0, 0xffff, address.words[0] as number] }] : []
