// Every state of the BGP machine with every input: RFC 4271 8.2.2, RFC 6608 (FSM error subcodes), RFC 9687 (event 29). An
// active session; where a passive one differs there is a second table. A timer that never runs in a state has no cell.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, sec } from '../../src/base/time.ts'
import { step } from '../../src/bgp/fsm.ts'
import { CEASE, ERROR, MESSAGE } from '../../src/bgp/iana.ts'
import { encodeKeepalive, encodeNotification, encodeRouteRefresh, notification } from '../../src/bgp/message.ts'
import { encodeOpen } from '../../src/bgp/open.ts'
import type { Input, Session, SessionSettings, StateName } from '../../src/bgp/session.ts'
import { encodeEndOfRib } from '../../src/bgp/update-encode.ts'
import { SETTINGS, T0, arrived, doneBy, messageOf, peerOpen, sessionIn } from './bgp-support.ts'

const notified = (code: number, subcode: number): Input => arrived(encodeNotification(notification(code, subcode)))

const INPUTS = {
  'start (events 1, 3)': { type: 'start' },
  'administrator stops it (event 2)': { type: 'stop', subcode: CEASE.SHUTDOWN },
  'administrator resets it (event 8)': { type: 'reset', subcode: CEASE.RESET },
  'TCP connection is up (events 16, 17)': { type: 'connected' },
  'TCP connection fails (event 18)': { type: 'disconnected', why: 'test' },
  'OPEN (event 19)': arrived(encodeOpen(peerOpen())),
  'OPEN of another AS (event 22)': arrived(
    encodeOpen(peerOpen({ capabilities: { ...peerOpen().capabilities, fourOctetAs: 7 } })),
  ),
  'bad header (event 21)': { type: 'malformed', notification: notification(ERROR.MESSAGE_HEADER, 1), why: 'marker' },
  'bad UPDATE (event 28)': { type: 'malformed', notification: notification(ERROR.UPDATE, 9), why: 'MP_REACH_NLRI' },
  'collision lost (event 23)': { type: 'collision' },
  'NOTIFICATION of the version (event 24)': notified(2, 1),
  'NOTIFICATION (event 25)': notified(6, 4),
  'KEEPALIVE (event 26)': arrived(encodeKeepalive()),
  'UPDATE (event 27)': arrived(encodeEndOfRib(4)),
  'ROUTE-REFRESH': arrived(encodeRouteRefresh(4)),
} as const satisfies Record<string, Input>
type InputName = keyof typeof INPUTS

/** For each state, what is done on each input, in order: messages by type or code/subcode, effects, states entered. */
const TABLE: Record<StateName, Record<InputName, string>> = {
  Idle: {
    'start (events 1, 3)': 'connect Connect',
    'administrator stops it (event 2)': '-',
    'administrator resets it (event 8)': '-',
    'TCP connection is up (events 16, 17)': '-',
    'TCP connection fails (event 18)': '-',
    'OPEN (event 19)': '-',
    'OPEN of another AS (event 22)': '-',
    'bad header (event 21)': '-',
    'bad UPDATE (event 28)': '-',
    'collision lost (event 23)': '-',
    'NOTIFICATION of the version (event 24)': '-',
    'NOTIFICATION (event 25)': '-',
    'KEEPALIVE (event 26)': '-',
    'UPDATE (event 27)': '-',
    'ROUTE-REFRESH': '-',
  },
  Connect: {
    'start (events 1, 3)': '-',
    'administrator stops it (event 2)': 'close Idle',
    'administrator resets it (event 8)': 'close Idle',
    'TCP connection is up (events 16, 17)': 'OPEN OpenSent',
    'TCP connection fails (event 18)': 'close Idle',
    'OPEN (event 19)': 'close Idle',
    'OPEN of another AS (event 22)': 'close Idle',
    'bad header (event 21)': 'close Idle',
    'bad UPDATE (event 28)': 'close Idle',
    'collision lost (event 23)': 'close Idle',
    'NOTIFICATION of the version (event 24)': 'close Idle',
    'NOTIFICATION (event 25)': 'close Idle',
    'KEEPALIVE (event 26)': 'close Idle',
    'UPDATE (event 27)': 'close Idle',
    'ROUTE-REFRESH': 'close Idle',
  },
  Active: {
    'start (events 1, 3)': '-',
    'administrator stops it (event 2)': 'close Idle',
    'administrator resets it (event 8)': 'close Idle',
    'TCP connection is up (events 16, 17)': 'OPEN OpenSent',
    'TCP connection fails (event 18)': 'close Idle',
    'OPEN (event 19)': 'close Idle',
    'OPEN of another AS (event 22)': 'close Idle',
    'bad header (event 21)': 'close Idle',
    'bad UPDATE (event 28)': 'close Idle',
    'collision lost (event 23)': 'close Idle',
    'NOTIFICATION of the version (event 24)': 'close Idle',
    'NOTIFICATION (event 25)': 'close Idle',
    'KEEPALIVE (event 26)': 'close Idle',
    'UPDATE (event 27)': 'close Idle',
    'ROUTE-REFRESH': 'close Idle',
  },
  OpenSent: {
    'start (events 1, 3)': '-',
    'administrator stops it (event 2)': '6/2 close Idle',
    'administrator resets it (event 8)': '6/4 close Idle',
    'TCP connection is up (events 16, 17)': '-',
    'TCP connection fails (event 18)': 'close Active',
    'OPEN (event 19)': 'KEEPALIVE opened OpenConfirm',
    'OPEN of another AS (event 22)': '2/2 close Idle',
    'bad header (event 21)': '1/1 close Idle',
    'bad UPDATE (event 28)': '3/9 close Idle',
    'collision lost (event 23)': '6/7 close Idle',
    'NOTIFICATION of the version (event 24)': 'close Idle',
    'NOTIFICATION (event 25)': 'close Idle',
    'KEEPALIVE (event 26)': '5/1 close Idle',
    'UPDATE (event 27)': '5/1 close Idle',
    'ROUTE-REFRESH': '5/1 close Idle',
  },
  OpenConfirm: {
    'start (events 1, 3)': '-',
    'administrator stops it (event 2)': '6/2 close Idle',
    'administrator resets it (event 8)': '6/4 close Idle',
    'TCP connection is up (events 16, 17)': '-',
    'TCP connection fails (event 18)': 'close Idle',
    'OPEN (event 19)': '5/2 close Idle',
    'OPEN of another AS (event 22)': '5/2 close Idle',
    'bad header (event 21)': '1/1 close Idle',
    'bad UPDATE (event 28)': '3/9 close Idle',
    'collision lost (event 23)': '6/7 close Idle',
    'NOTIFICATION of the version (event 24)': 'close Idle',
    'NOTIFICATION (event 25)': 'close Idle',
    'KEEPALIVE (event 26)': 'established UPDATE UPDATE Established',
    'UPDATE (event 27)': '5/2 close Idle',
    'ROUTE-REFRESH': '5/2 close Idle',
  },
  Established: {
    'start (events 1, 3)': '-',
    'administrator stops it (event 2)': '6/2 close down Idle',
    'administrator resets it (event 8)': '6/4 close down Idle',
    'TCP connection is up (events 16, 17)': '-',
    'TCP connection fails (event 18)': 'close down Idle',
    'OPEN (event 19)': '5/3 close down Idle',
    'OPEN of another AS (event 22)': '5/3 close down Idle',
    'bad header (event 21)': '1/1 close down Idle',
    'bad UPDATE (event 28)': '3/9 close down Idle',
    'collision lost (event 23)': '6/7 close down Idle',
    'NOTIFICATION of the version (event 24)': 'close down Idle',
    'NOTIFICATION (event 25)': 'close down Idle',
    'KEEPALIVE (event 26)': '-',
    'UPDATE (event 27)': '-',
    'ROUTE-REFRESH': 'ROUTE-REFRESH ROUTE-REFRESH',
  },
}

for (const [state, row] of Object.entries(TABLE) as [StateName, Record<InputName, string>][]) {
  for (const [name, expected] of Object.entries(row) as [InputName, string][]) {
    test(`${state}: ${name}: ${expected} (RFC 4271 8.2.2)`, () => {
      const session = sessionIn(state)
      assert.equal(session.state, state)
      assert.equal(doneBy(step(session, INPUTS[name], T0)), expected)
    })
  }
}

type TimerName = 'connectRetryAt' | 'holdAt' | 'keepaliveAt' | 'idleHoldAt' | 'sendHoldAt'
const TIMERS: readonly (readonly [StateName, TimerName, string, string])[] = [
  ['Idle', 'idleHoldAt', 'connect Connect', 'event 13'],
  ['Connect', 'connectRetryAt', 'connect', 'event 9'],
  ['Active', 'connectRetryAt', 'connect Connect', 'event 9'],
  ['OpenSent', 'holdAt', '4/0 close Idle', 'event 10'],
  ['OpenConfirm', 'holdAt', '4/0 close Idle', 'event 10'],
  ['OpenConfirm', 'keepaliveAt', 'KEEPALIVE', 'event 11'],
  ['Established', 'holdAt', '4/0 close down Idle', 'event 10'],
  ['Established', 'keepaliveAt', 'KEEPALIVE', 'event 11'],
  ['Established', 'sendHoldAt', '8/0 close down Idle', 'RFC 9687, event 29'],
]

for (const [state, timer, expected, event] of TIMERS) {
  test(`${state}: ${timer} expires: ${expected} (RFC 4271 8.2.2, ${event})`, () => {
    const session = onlyTimer(sessionIn(state), timer)
    assert.equal(doneBy(step(session, { type: 'clock' }, T0)), '-', 'not before its time')
    assert.equal(doneBy(step(session, { type: 'clock' }, after(T0, sec(1)))), expected)
  })
}

/** The session with one timer due a second after T0 and no other. */
function onlyTimer(session: Session, timer: TimerName): Session {
  const none = { connectRetryAt: undefined, holdAt: undefined, keepaliveAt: undefined, idleHoldAt: undefined }
  return { ...session, ...none, sendHoldAt: undefined, [timer]: after(T0, sec(1)) }
}

const PASSIVE: SessionSettings = { ...SETTINGS, role: 'passive' }
const PASSIVE_TABLE: readonly (readonly [StateName, InputName, string])[] = [
  ['Idle', 'start (events 1, 3)', 'Active'],
  ['Active', 'TCP connection is up (events 16, 17)', 'OPEN OpenSent'],
  ['Active', 'administrator stops it (event 2)', 'close Idle'],
  ['OpenSent', 'TCP connection fails (event 18)', 'close Active'],
  ['OpenSent', 'OPEN of another AS (event 22)', '2/2 close Idle Active'],
  ['OpenSent', 'administrator stops it (event 2)', '6/2 close Idle'],
  ['OpenConfirm', 'TCP connection fails (event 18)', 'close Idle Active'],
  ['Established', 'TCP connection fails (event 18)', 'close down Idle Active'],
  ['Established', 'NOTIFICATION (event 25)', 'close down Idle Active'],
  ['Established', 'administrator stops it (event 2)', '6/2 close down Idle'],
  ['Established', 'administrator resets it (event 8)', '6/4 close down Idle Active'],
]

for (const [state, name, expected] of PASSIVE_TABLE) {
  test(`passive ${state}: ${name}: ${expected} (RFC 4271 8.2.2, PassiveTcpEstablishment)`, () => {
    const session = sessionIn(state, PASSIVE)
    assert.equal(session.state, state)
    assert.equal(doneBy(step(session, INPUTS[name], T0)), expected)
  })
}

test('an FSM error names the type of the message (RFC 6608 4)', () => {
  const { effects } = step(sessionIn('OpenSent'), INPUTS['KEEPALIVE (event 26)'], T0)
  const sent = effects.find((effect) => effect.type === 'down')
  assert.deepEqual(sent?.sent?.data, Uint8Array.of(MESSAGE.KEEPALIVE))
})

test('a NOTIFICATION with an error in it is not answered either (RFC 4271 6.4)', () => {
  assert.equal(doneBy(step(sessionIn('Established'), arrived(messageOf(3, '00 00 ff')), T0)), 'close down Idle')
})

test('ConnectRetryCounter counts failures, not the version error, and a stop clears it (RFC 4271 8.2.2)', () => {
  const failed = step(sessionIn('OpenSent'), INPUTS['NOTIFICATION (event 25)'], T0).session
  assert.equal(failed.connectRetryCounter, 1)
  assert.equal(
    step(sessionIn('OpenSent'), INPUTS['NOTIFICATION of the version (event 24)'], T0).session.connectRetryCounter,
    0,
  )
  const again = { ...sessionIn('OpenConfirm'), connectRetryCounter: 3 }
  assert.equal(step(again, INPUTS['TCP connection fails (event 18)'], T0).session.connectRetryCounter, 4)
  assert.equal(step(again, INPUTS['administrator stops it (event 2)'], T0).session.connectRetryCounter, 0)
})

test('a reset keeps a passive session in Idle as long as it is told to (RFC 4271 8.1.1, IdleHoldTimer)', () => {
  const { session } = step(
    sessionIn('Established', PASSIVE),
    { type: 'reset', subcode: CEASE.PREFIX_LIMIT, idleFor: sec(60) },
    T0,
  )
  assert.equal(session.state, 'Idle')
  assert.equal(session.idleHoldAt, after(T0, sec(60)))
  assert.equal(doneBy(step(session, { type: 'clock' }, after(T0, sec(59)))), '-')
  assert.equal(doneBy(step(session, { type: 'clock' }, after(T0, sec(60)))), 'Active')
  const stopped = step(session, { type: 'stop', subcode: CEASE.SHUTDOWN }, T0).session
  assert.equal(doneBy(step(stopped, { type: 'clock' }, after(T0, sec(60)))), '-')
})
