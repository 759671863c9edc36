// Framing and the message header: RFC 4271 4.1 and 6.1, RFC 7313 5, RFC 8654.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex } from '../../src/base/bytes.ts'
import { Framer } from '../../src/bgp/framer.ts'
import { MESSAGE } from '../../src/bgp/iana.ts'
import { decodeRouteRefresh } from '../../src/bgp/message.ts'
import { codeOf, hex, messageOf } from './bgp-support.ts'

const MARKER = 'ff'.repeat(16)
const header = (length: number, type: number): Uint8Array => fromHex(MARKER + hex(length, 2) + hex(type, 1))

/** What a framer says of a header alone: `wanting` when the body may come, else the codes and data. */
function judge(octets: Uint8Array, extended = false): string {
  const framer = new Framer()
  framer.extended = extended
  framer.push(octets)
  const framed = framer.next()
  return framed === 'bad'
    ? `${codeOf(framer.notification)} ${toHex(framer.notification?.data ?? fromHex(''))}`.trim()
    : framed
}

for (let at = 0; at < 16; at++) {
  test(`marker octet ${at} is not all ones: 1/1 (RFC 4271 6.1)`, () => {
    const octets = header(19, MESSAGE.KEEPALIVE)
    octets[at] = 0xfe
    assert.equal(judge(octets), '1/1')
  })
}

const LENGTHS: readonly (readonly [string, number, number, string])[] = [
  ['length 0', 0, MESSAGE.UPDATE, '1/2 0000'],
  ['length 18', 18, MESSAGE.KEEPALIVE, '1/2 0012'],
  ['length 4097', 4097, MESSAGE.UPDATE, '1/2 1001'],
  ['length 65535', 65535, MESSAGE.UPDATE, '1/2 ffff'],
  ['OPEN of 28', 28, MESSAGE.OPEN, '1/2 001c'],
  ['OPEN of 29', 29, MESSAGE.OPEN, 'wanting'],
  ['UPDATE of 22', 22, MESSAGE.UPDATE, '1/2 0016'],
  ['UPDATE of 23', 23, MESSAGE.UPDATE, 'wanting'],
  ['UPDATE of 4096', 4096, MESSAGE.UPDATE, 'wanting'],
  ['KEEPALIVE of 20', 20, MESSAGE.KEEPALIVE, '1/2 0014'],
  ['NOTIFICATION of 20', 20, MESSAGE.NOTIFICATION, '1/2 0014'],
  ['NOTIFICATION of 21', 21, MESSAGE.NOTIFICATION, 'wanting'],
]
for (const [name, length, type, expected] of LENGTHS) {
  test(`${name}: ${expected}, judged by the header alone (RFC 4271 6.1)`, () => {
    assert.equal(judge(header(length, type)), expected)
  })
}

for (const type of [0, 6, 128, 255]) {
  test(`message type ${type}: 1/3 with the type (RFC 4271 6.1)`, () => {
    assert.equal(judge(header(100, type)), `1/3 ${hex(type, 1)}`)
  })
}

test('an unknown type with a bad length is a bad length (RFC 4271 6.1)', () => {
  assert.equal(judge(header(18, 9)), '1/2 0012')
})

for (const octets of [19, 22, 24, 4096]) {
  test(`ROUTE-REFRESH of ${octets} octets: 7/1 with the whole message (RFC 7313 5)`, () => {
    const message = messageOf(MESSAGE.ROUTE_REFRESH, '00'.repeat(octets - 19))
    const decoded = decodeRouteRefresh(message, 0, message.length)
    assert.ok(!decoded.ok)
    assert.equal(codeOf(decoded.notification), '7/1')
    assert.deepEqual(decoded.notification.data, message)
  })
}

const EXTENDED: readonly (readonly [string, number, number, string])[] = [
  ['UPDATE of 65535', 65535, MESSAGE.UPDATE, 'wanting'],
  ['NOTIFICATION of 65535', 65535, MESSAGE.NOTIFICATION, 'wanting'],
  ['ROUTE-REFRESH of 4097', 4097, MESSAGE.ROUTE_REFRESH, 'wanting'],
  ['OPEN of 4097', 4097, MESSAGE.OPEN, '1/2 1001'],
  ['KEEPALIVE of 4097', 4097, MESSAGE.KEEPALIVE, '1/2 1001'],
]
for (const [name, length, type, expected] of EXTENDED) {
  test(`extended messages negotiated: ${name}: ${expected} (RFC 8654 3 and 4)`, () => {
    assert.equal(judge(header(length, type), true), expected)
  })
}

test('a message is found however the stream is cut (RFC 4271 4.1)', () => {
  const messages = [
    messageOf(MESSAGE.KEEPALIVE, ''),
    messageOf(MESSAGE.UPDATE, '00000000'),
    messageOf(MESSAGE.UPDATE, `0000 0000 ${'00'.repeat(2000)}`),
    messageOf(MESSAGE.NOTIFICATION, '0602'),
  ]
  const stream = Buffer.concat(messages)
  for (const size of [1, 2, 18, 19, 20, 23, 100, stream.length]) {
    const framer = new Framer()
    const found: string[] = []
    for (let at = 0; at < stream.length; at += size) {
      framer.push(stream.subarray(at, at + size))
      while (framer.next() === 'message') found.push(toHex(framer.bytes.subarray(framer.start, framer.end)))
    }
    assert.deepEqual(found, messages.map(toHex), `chunks of ${size}`)
    assert.equal(framer.waiting, 0)
  }
})

test('a whole message is handed out where it is, and a caller may stop after any', () => {
  const two = Buffer.concat([messageOf(MESSAGE.UPDATE, '00000000'), messageOf(MESSAGE.KEEPALIVE, '')])
  const framer = new Framer()
  framer.push(two)
  assert.equal(framer.next(), 'message')
  assert.equal(framer.bytes.buffer, two.buffer)
  assert.equal(framer.waiting, 19)
  framer.push(messageOf(MESSAGE.NOTIFICATION, '0602'))
  assert.equal(framer.next(), 'message')
  assert.equal(framer.type, MESSAGE.KEEPALIVE)
  assert.equal(framer.next(), 'message')
  assert.equal(framer.type, MESSAGE.NOTIFICATION)
  assert.equal(framer.next(), 'wanting')
})

test('after a bad header nothing more is read from the connection', () => {
  const framer = new Framer()
  framer.push(header(5, MESSAGE.UPDATE))
  framer.push(messageOf(MESSAGE.KEEPALIVE, ''))
  assert.equal(framer.next(), 'bad')
  assert.equal(framer.next(), 'bad')
})
