// NOTIFICATION and the text of an administrative shutdown: RFC 4271 4.5, RFC 4486, RFC 9003 (and RFC 8203 before it), RFC 9384.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '../../src/base/bytes.ts'
import { step } from '../../src/bgp/fsm.ts'
import { CEASE, ERROR, MESSAGE } from '../../src/bgp/iana.ts'
import { cease, decodeNotification, encodeNotification, notification, shutdownText } from '../../src/bgp/message.ts'
import { T0, arrived, messageOf, sessionIn } from './bgp-support.ts'

const textOf = (data: string, subcode = 2): string => {
  const message = messageOf(MESSAGE.NOTIFICATION, `06${subcode.toString(16).padStart(2, '0')}${data}`)
  return shutdownText(decodeNotification(message, 0, message.length))
}
const octets = (text: string): string => toHex(new TextEncoder().encode(text))

test('a shutdown says why, in UTF-8 with its length (RFC 9003 2)', () => {
  for (const subcode of [CEASE.SHUTDOWN, CEASE.RESET]) {
    const said = cease(subcode, 'Wartung bis 10:00 – Grüße')
    assert.equal(said.data[0], said.data.length - 1)
    assert.equal(shutdownText(said), 'Wartung bis 10:00 – Grüße')
  }
})

test('other Cease subcodes and an empty text carry no data (RFC 9003 2)', () => {
  assert.equal(cease(CEASE.BFD_DOWN, 'ignored').data.length, 0)
  assert.equal(cease(CEASE.SHUTDOWN, '').data.length, 0)
  assert.equal(textOf('03616263', CEASE.DECONFIGURED), '')
})

test('a text over 255 octets is cut between characters (RFC 9003 2)', () => {
  assert.equal(shutdownText(cease(CEASE.SHUTDOWN, 'x'.repeat(300))), 'x'.repeat(255))
  const said = cease(CEASE.SHUTDOWN, '€'.repeat(100))
  assert.equal(said.data.length, 256)
  assert.equal(shutdownText(said), '€'.repeat(85))
  assert.equal(shutdownText(cease(CEASE.SHUTDOWN, `xx${'€'.repeat(100)}`)), `xx${'€'.repeat(84)}`)
})

test('the length octet may lie; a text is read as far as there is one (RFC 9003 4)', () => {
  assert.equal(textOf(`ff${octets('short')}`), 'short')
  assert.equal(textOf(`03${octets('shortened')}`), 'sho')
  assert.equal(textOf('00'), '')
  assert.equal(textOf(''), '')
  assert.equal(textOf(`ff${'61'.repeat(255)}`), 'a'.repeat(255), 'more than 128 octets of RFC 8203 is fine')
})

test('control characters and bad UTF-8 in a text are replaced', () => {
  assert.equal(textOf(`09${octets('a\r\nb\u0000\u001b[')}`), 'a\ufffd\ufffdb\ufffd\ufffd[')
  assert.equal(textOf('03ff61c3'), '\ufffda\ufffd')
  assert.equal(textOf(`06${octets('\u2028\u0085a')}`), '\ufffd\ufffda')
})

test('the text of a peer is in what is said of the loss', () => {
  const message = arrived(encodeNotification(cease(CEASE.SHUTDOWN, 'upgrade')))
  const { effects } = step(sessionIn('Established'), message, T0)
  const down = effects.find((effect) => effect.type === 'down')
  assert.equal(down?.why, 'NOTIFICATION 6/2 received: upgrade')
  assert.equal(down?.reason, 'notified')
  assert.deepEqual(down?.received, cease(CEASE.SHUTDOWN, 'upgrade'))
})

for (const [name, subcode] of Object.entries(CEASE)) {
  test(`Cease ${subcode} (${name}) is sent as asked (RFC 4486, RFC 8538, RFC 9384)`, () => {
    const { effects } = step(sessionIn('Established'), { type: 'reset', subcode, text: 'why' }, T0)
    const [first] = effects
    assert.ok(first?.type === 'send')
    const text = subcode === CEASE.SHUTDOWN || subcode === CEASE.RESET ? `03${octets('why')}` : ''
    assert.equal(toHex(first.bytes.subarray(19)), `06${subcode.toString(16).padStart(2, '0')}${text}`)
  })
}

test('data that would make a NOTIFICATION too long is cut (RFC 4271 4.1, RFC 8654 5)', () => {
  const message = encodeNotification(notification(ERROR.UPDATE, 9, new Uint8Array(5000)))
  assert.equal(message.length, 4096)
  assert.equal(decodeNotification(message, 0, message.length).data.length, 4075)
})
