// The codec of BFD control packets.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromHex, toHex } from '../base/bytes.ts'
import { ms, us } from '../base/time.ts'
import { STATES } from './iana.ts'
import { decode, encode, type ControlPacket } from './packet.ts'

const UP: ControlPacket = {
  diagnostic: 3,
  state: 'Up',
  poll: true,
  final: false,
  controlPlaneIndependent: true,
  authenticationPresent: false,
  demand: true,
  detectMultiplier: 5,
  myDiscriminator: 0xdeadbeef,
  yourDiscriminator: 0x01020304,
  desiredMinTxInterval: ms(300),
  requiredMinRxInterval: us(0xffffffff),
  requiredMinEchoRxInterval: us(50_000),
}
const HEX = '23ea0518deadbeef01020304000493e0ffffffff0000c350'

/** The octets of a valid packet with some of them changed. */
const bytes = (changes: Readonly<Record<number, number>> = {}): Uint8Array => {
  const octets = fromHex(HEX)
  for (const [at, value] of Object.entries(changes)) octets[Number(at)] = value
  return octets
}
const why = (octets: Uint8Array): string => {
  const decoded = decode(octets)
  return decoded.ok ? 'accepted' : decoded.why
}

test('a packet is what RFC 5880 4.1 draws', () => {
  assert.equal(toHex(encode(UP)), HEX)
  assert.deepEqual(decode(fromHex(HEX)), { ok: true, packet: UP })
})

test('decode reverses encode', () => {
  const u32 = fc.nat({ max: 0xffffffff })
  const fields = {
    diagnostic: fc.nat({ max: 31 }),
    state: fc.constantFrom(...STATES),
    poll: fc.boolean(),
    final: fc.constant(false),
    controlPlaneIndependent: fc.boolean(),
    authenticationPresent: fc.constant(false),
    demand: fc.boolean(),
    detectMultiplier: fc.integer({ min: 1, max: 255 }),
    myDiscriminator: fc.integer({ min: 1, max: 0xffffffff }),
    yourDiscriminator: u32,
    desiredMinTxInterval: u32.map(us),
    requiredMinRxInterval: u32.map(us),
    requiredMinEchoRxInterval: u32.map(us),
  }
  const any = fc.record(fields, { noNullPrototype: true })
  fc.assert(fc.property(any, (packet) => assert.deepEqual(decode(encode(packet)), { ok: true, packet })))
})

test('what a packet alone shows to be wrong is discarded, in the order of RFC 5880 6.8.6', () => {
  assert.equal(why(bytes().subarray(0, 23)), 'too short')
  assert.equal(why(new Uint8Array(0)), 'too short')
  assert.equal(why(bytes({ 0: 0x03 })), 'version', 'version 0')
  assert.equal(why(bytes({ 0: 0x43 })), 'version', 'version 2')
  assert.equal(why(bytes({ 3: 23 })), 'length')
  assert.equal(why(bytes({ 3: 25 })), 'length', 'longer than the datagram')
  assert.equal(why(bytes({ 1: 0xee, 3: 25 })), 'length', 'too short for authentication')
  assert.equal(why(bytes({ 2: 0 })), 'detect multiplier 0')
  assert.equal(why(bytes({ 1: 0xeb })), 'multipoint')
  assert.equal(why(bytes({ 4: 0, 5: 0, 6: 0, 7: 0 })), 'my discriminator 0')
  assert.equal(why(bytes({ 1: 0xfa })), 'poll and final')
})

test('octets after the length are ignored, and so is a length that holds more than we know', () => {
  const longer = new Uint8Array([...bytes(), 9, 9, 9, 9])
  assert.deepEqual(decode(longer), { ok: true, packet: UP })
  longer[3] = 28
  assert.deepEqual(decode(longer), { ok: true, packet: UP })
})

test('a reserved diagnostic and the C bit are fine', () => {
  const decoded = decode(bytes({ 0: 0x3f }))
  assert.ok(decoded.ok)
  assert.equal(decoded.packet.diagnostic, 31)
  assert.equal(decoded.packet.controlPlaneIndependent, true)
})

test('the A bit is told, not judged: that comes after the session is known', () => {
  const decoded = decode(new Uint8Array([...bytes({ 1: 0xee, 3: 26 }), 1, 2]))
  assert.ok(decoded.ok && decoded.packet.authenticationPresent)
})
