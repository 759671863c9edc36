// The BFD control packet, RFC 5880 section 4.1, with the checks of 6.8.6 that need nothing but the packet. An
// authentication section is not looked into: this speaker uses none, and discards packets that carry one (6.8.6).
//
//  0                   1                   2                   3
//  |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
//  |                       My Discriminator                        |
//  |                      Your Discriminator                       |
//  |                    Desired Min TX Interval                    |
//  |                   Required Min RX Interval                    |
//  |                 Required Min Echo RX Interval                 |

import { Reader, Writer } from '../base/bytes.ts'
import { us, type Duration } from '../base/time.ts'
import { STATES, type Diagnostic } from './iana.ts'

/** States of a session as RFC 5880 6.8.1 names them. */
export type SessionState = (typeof STATES)[number]

/** One control packet. The multipoint bit is not here: it must be zero both ways. */
export interface ControlPacket {
  readonly diagnostic: Diagnostic
  readonly state: SessionState
  readonly poll: boolean
  readonly final: boolean
  readonly controlPlaneIndependent: boolean
  readonly authenticationPresent: boolean
  readonly demand: boolean
  readonly detectMultiplier: number
  readonly myDiscriminator: number
  readonly yourDiscriminator: number
  readonly desiredMinTxInterval: Duration
  readonly requiredMinRxInterval: Duration
  readonly requiredMinEchoRxInterval: Duration
}

/** Why a datagram was discarded; the names of the counters. */
export type Discard =
  | 'too short'
  | 'version'
  | 'length'
  | 'detect multiplier 0'
  | 'multipoint'
  | 'my discriminator 0'
  | 'poll and final'
  | 'unknown discriminator'
  | 'discriminator of another peer'
  | 'your discriminator 0 in Init or Up'
  | 'unknown peer'
  | 'authentication'

/** What a datagram holds, or why it is discarded. */
export type Decoded =
  | { readonly ok: true; readonly packet: ControlPacket }
  | { readonly ok: false; readonly why: Discard }

const LENGTH = 24
const LENGTH_AUTHENTICATED = 26
const POLL = 0x20
const FINAL = 0x10
const CONTROL_PLANE_INDEPENDENT = 0x08
const AUTHENTICATION = 0x04
const DEMAND = 0x02
const MULTIPOINT = 0x01

const discard = (why: Discard): Decoded => ({ ok: false, why })

/** Checks in the order of RFC 5880 6.8.6. Octets after the length that the packet states are ignored. */
export function decode(datagram: Uint8Array): Decoded {
  if (datagram.length < LENGTH) return discard('too short')
  const reader = new Reader(datagram)
  const first = reader.u8()
  const flags = reader.u8()
  const detectMultiplier = reader.u8()
  const length = reader.u8()
  if (first >>> 5 !== 1) return discard('version')
  if (length < ((flags & AUTHENTICATION) === 0 ? LENGTH : LENGTH_AUTHENTICATED)) return discard('length')
  if (length > datagram.length) return discard('length')
  if (detectMultiplier === 0) return discard('detect multiplier 0')
  if ((flags & MULTIPOINT) !== 0) return discard('multipoint')
  const packet: ControlPacket = {
    diagnostic: first & 0x1f,
    state: STATES[(flags >>> 6) as 0 | 1 | 2 | 3],
    poll: (flags & POLL) !== 0,
    final: (flags & FINAL) !== 0,
    controlPlaneIndependent: (flags & CONTROL_PLANE_INDEPENDENT) !== 0,
    authenticationPresent: (flags & AUTHENTICATION) !== 0,
    demand: (flags & DEMAND) !== 0,
    detectMultiplier,
    myDiscriminator: reader.u32(),
    yourDiscriminator: reader.u32(),
    desiredMinTxInterval: us(reader.u32()),
    requiredMinRxInterval: us(reader.u32()),
    requiredMinEchoRxInterval: us(reader.u32()),
  }
  if (packet.myDiscriminator === 0) return discard('my discriminator 0')
  if (packet.poll && packet.final) return discard('poll and final') // 6.5 forbids it; what it would mean is unknown
  return { ok: true, packet }
}

/** The octets of a packet without an authentication section. */
export function encode(packet: ControlPacket): Uint8Array {
  return new Writer(LENGTH)
    .u8((1 << 5) | (packet.diagnostic & 0x1f))
    .u8(flagsOf(packet))
    .u8(packet.detectMultiplier)
    .u8(LENGTH)
    .u32(packet.myDiscriminator)
    .u32(packet.yourDiscriminator)
    .u32(packet.desiredMinTxInterval)
    .u32(packet.requiredMinRxInterval)
    .u32(packet.requiredMinEchoRxInterval)
    .finish()
}

const flagsOf = (packet: ControlPacket): number =>
  (STATES.indexOf(packet.state) << 6) |
  (packet.poll ? POLL : 0) |
  (packet.final ? FINAL : 0) |
  (packet.controlPlaneIndependent ? CONTROL_PLANE_INDEPENDENT : 0) |
  (packet.demand ? DEMAND : 0)
