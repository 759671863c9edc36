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

/** An interface claims an address; of several claims the one of the lowest rank counts, then the oldest. */
interface Claim extends NextHopOwner {
  readonly rank: number
}

/** Who owns an address from now on; undefined: nobody. */
export interface NextHopChange {
  readonly address: Address
  readonly owner: NextHopOwner | undefined
}

/** All addresses that next hops may name. Interfaces come and go one by one: a change costs what it changes. */
export class NextHopTable {
  readonly #forms: readonly Form[]
  readonly #claims = new Map<string, Claim[]>()
  /** Addresses whose claims have changed since somebody asked. */
  readonly #touched = new Map<string, Address>()

  constructor(forms: readonly AddressForm[]) {
    this.#forms = forms.flatMap(parseForm)
  }

  /** An interface is there. One that was deleted under its routes (`isGhost`) has what no other claims. */
  add(eni: DesiredInterface, isGhost = false): void {
    for (const claim of this.#claimsOf(eni, isGhost)) {
      const key = this.#touch(claim.address)
      const others = this.#claims.get(key)
      if (others === undefined) this.#claims.set(key, [claim])
      else others.push(claim)
    }
  }

  /** It is gone; it must be as it was added. */
  remove(eni: DesiredInterface, isGhost = false): void {
    for (const { address, rank, interfaceId } of this.#claimsOf(eni, isGhost)) {
      const key = this.#touch(address)
      const left = this.#claims.get(key)?.filter((one) => one.rank !== rank || one.interfaceId !== interfaceId) ?? []
      if (left.length === 0) this.#claims.delete(key)
      else this.#claims.set(key, left)
    }
  }

  /** Every address with its owner. */
  owners(): NextHopOwner[] {
    return [...this.#claims.values()].flatMap((claims) => winner(claims) ?? [])
  }

  /** The addresses that were touched since the last call. */
  takeChanges(): NextHopChange[] {
    const changes = [...this.#touched].map(([key, address]) => ({ address, owner: winner(this.#claims.get(key)) }))
    this.#touched.clear()
    return changes
  }

  #touch(address: Address): string {
    const key = address.words.join(' ')
    this.#touched.set(key, address)
    return key
  }

  /** VPC forms rank first: the host form of one address must never hide the VPC form of another. */
  #claimsOf(eni: DesiredInterface, isGhost: boolean): Claim[] {
    return eni.addresses.flatMap((text) => {
      const canonical = parseAddress(text)
      if (canonical === undefined) return []
      const host = hostForms(canonical, this.#forms)
      const images = [[canonical], host, mapped(canonical), host.flatMap(mapped)]
      const more = eni.endpoint ? { endpoint: true } : {}
      return images.flatMap((addresses, form) =>
        addresses.map((address) => {
          const rank = form * 2 + (isGhost ? 1 : 0)
          return { address, canonical, interfaceId: eni.eniId, ...more, rank }
        }),
      )
    })
  }
}

const winner = (claims: readonly Claim[] | undefined): NextHopOwner | undefined =>
  claims?.reduce((best, claim) => (claim.rank < best.rank ? claim : best))

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
