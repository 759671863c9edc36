// What the BGP tests share: messages from hexadecimal, a decoder whose answer can be compared, sessions brought to a state.

import { fromHex, toHex } from '../../src/base/bytes.ts'
import { formatIpv4, formatIpv6 } from '../../src/base/ip.ts'
import { instant } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import { step } from '../../src/bgp/fsm.ts'
import { MESSAGE } from '../../src/bgp/iana.ts'
import type { MessageType } from '../../src/bgp/iana.ts'
import { decodeNotification, encodeKeepalive, encodeMessage } from '../../src/bgp/message.ts'
import type { Notification } from '../../src/bgp/message.ts'
import { encodeOpen, openOf } from '../../src/bgp/open.ts'
import type { Open } from '../../src/bgp/open.ts'
import { DEFAULT_SETTINGS, newSession } from '../../src/bgp/session.ts'
import type { Effect, Input, Session, SessionSettings, StateName, Step } from '../../src/bgp/session.ts'
import type { PrefixWords, UpdateView } from '../../src/bgp/update-view.ts'
import type { UpdateRules } from '../../src/bgp/update-work.ts'
import { UpdateDecoder } from '../../src/bgp/update.ts'

export const LOCAL_AS = 64512
export const PEER_AS = 65001
export const LOCAL_ID = 0x0a000104
export const PEER_ID = 0x0a00010a

/** A whole message of a type with a body in hexadecimal. */
export const messageOf = (type: MessageType, body: string): Uint8Array =>
  encodeMessage(type, (writer) => writer.put(fromHex(body)))

/** An attribute in hexadecimal; the length is one octet unless the flags say otherwise. */
export function attribute(flags: number, code: number, value: string): string {
  const octets = fromHex(value).length
  const length = (flags & 0x10) === 0 ? hex(octets, 1) : hex(octets, 2)
  return hex(flags, 1) + hex(code, 1) + length + value.replaceAll(' ', '')
}

export const hex = (value: number, octets: number): string => value.toString(16).padStart(octets * 2, '0')

/** Attributes that every test route has; a test replaces the one it is about. */
export const ORIGIN = attribute(0x40, 1, '00')
export const AS_PATH = attribute(0x40, 2, '02 01 0000fde9')
export const NEXT_HOP = attribute(0x40, 3, '0a00010a')
export const MP_REACH = attribute(0x80, 14, '0002 01 10 20010db800000000000000000000000a 00 30 20010db80001')
/** 198.51.100.0/24 */
export const NLRI = '18c63364'

export interface UpdateParts {
  readonly withdrawn?: string
  readonly attributes?: readonly string[]
  readonly nlri?: string
}

/** An UPDATE of parts in hexadecimal. */
export function updateOf({ withdrawn = '', attributes = [], nlri = '' }: UpdateParts): Uint8Array {
  const w = fromHex(withdrawn).length
  const all = attributes.join('')
  return messageOf(MESSAGE.UPDATE, hex(w, 2) + withdrawn + hex(fromHex(all).length, 2) + all + nlri)
}

/** An external peer with four-octet AS numbers and both families. */
export const RULES: UpdateRules = {
  localAs: LOCAL_AS,
  peerAs: PEER_AS,
  identifier: LOCAL_ID,
  internal: false,
  fourOctetAs: true,
  ipv4: true,
  ipv6: true,
  checksFirstAs: true,
  acceptsAsSet: false,
}
/** An internal peer. */
export const INTERNAL: UpdateRules = { ...RULES, peerAs: LOCAL_AS, internal: true }

const decoder = new UpdateDecoder()

/** Decodes a message; the view holds until the next call. */
export const decode = (bytes: Uint8Array, rules: UpdateRules = RULES): UpdateView =>
  decoder.decode(bytes, 0, bytes.length, rules)

/** `ok`, `treat-as-withdraw`, or `reset 3/9`. */
export function verdictOf(view: UpdateView): string {
  const { notification } = view
  return notification === undefined ? view.outcome : `reset ${notification.code}/${notification.subcode}`
}

/** The kept octets in hexadecimal. */
export const keyOf = (view: UpdateView): string => toHex(view.key.subarray(view.keyStart, view.keyEnd))

/** Prefixes as text. */
export function prefixesOf({ stride, words, count }: PrefixWords): string[] {
  return Array.from({ length: count }, (_, i) => {
    const address = stride === 2 ? formatIpv4(words[i * 2] as number) : formatIpv6(words, i * 5)
    return `${address}/${words[i * stride + stride - 1]}`
  })
}

/** All that a view says, to compare a decoder that has seen much with one that has seen nothing. */
export function said(view: UpdateView): unknown {
  const announces6 = view.announced6.count > 0
  return structuredClone({
    ...view,
    withdrawn4: prefixesOf(view.withdrawn4),
    announced4: prefixesOf(view.announced4),
    withdrawn6: prefixesOf(view.withdrawn6),
    announced6: prefixesOf(view.announced6),
    nextHop6: announces6 ? view.nextHop6 : undefined,
    key: view.key.slice(view.keyStart, view.keyEnd),
  })
}

export const codeOf = (value: Notification | undefined): string => (value ? `${value.code}/${value.subcode}` : 'none')

/** The settings of the session under test. */
export const SETTINGS: SessionSettings = {
  ...DEFAULT_SETTINGS,
  localAs: LOCAL_AS,
  peerAs: PEER_AS,
  identifier: LOCAL_ID,
  role: 'active',
}

/** The OPEN of a peer that fits {@link SETTINGS}. */
export const peerOpen = (changes: Partial<Open> = {}): Open => ({
  ...openOf({ localAs: PEER_AS, peerAs: LOCAL_AS, identifier: PEER_ID, holdTime: 90, families: [4, 6] }),
  ...changes,
})

/** The input that a whole message is. */
export const arrived = (bytes: Uint8Array): Input & { readonly type: 'message' } => ({
  type: 'message',
  message: bytes[18] as MessageType,
  bytes,
  start: 0,
  end: bytes.length,
})

export const T0: Instant = instant(1_000_000)

/** A session of these settings in that state, with the peer's OPEN as given. */
export function sessionIn(state: StateName, settings: SessionSettings = SETTINGS, open: Open = peerOpen()): Session {
  const fresh = newSession(settings, 7)
  if (state === 'Idle') return fresh
  const waiting = step(fresh, { type: 'start' }, T0).session
  if (state === waiting.state) return waiting
  const sent = step(waiting, { type: 'connected' }, T0).session
  if (state === 'OpenSent') return sent
  if (state === 'Active') return step(sent, { type: 'disconnected', why: 'test' }, T0).session
  const confirmed = step(sent, arrived(encodeOpen(open)), T0).session
  if (state === 'OpenConfirm') return confirmed
  return step(confirmed, arrived(encodeKeepalive()), T0).session
}

const TYPE_NAMES: Readonly<Record<number, string>> = { 1: 'OPEN', 2: 'UPDATE', 4: 'KEEPALIVE', 5: 'ROUTE-REFRESH' }

const wordOf = (effect: Effect): string => {
  switch (effect.type) {
    case 'send': {
      const type = effect.bytes[18] as number
      if (type !== MESSAGE.NOTIFICATION) return TYPE_NAMES[type] as string
      return codeOf(decodeNotification(effect.bytes, 0, effect.bytes.length))
    }
    case 'state':
      return effect.to
    case 'down':
      return effect.established ? 'down' : ''
    default:
      return effect.type
  }
}

/** What a step does, in order: messages sent (a NOTIFICATION by its codes), other effects, states entered. `-`: nothing. */
export const doneBy = ({ effects }: Step): string =>
  effects
    .map(wordOf)
    .filter((word) => word !== '')
    .join(' ') || '-'
