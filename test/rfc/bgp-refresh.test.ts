// Route refresh, both ways: RFC 2918 and RFC 7313; End-of-RIB of RFC 4724.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '../../src/base/bytes.ts'
import { step } from '../../src/bgp/fsm.ts'
import { MESSAGE, REFRESH } from '../../src/bgp/iana.ts'
import { encodeRouteRefresh } from '../../src/bgp/message.ts'
import type { Open } from '../../src/bgp/open.ts'
import type { Effect, Input, Session } from '../../src/bgp/session.ts'
import { SETTINGS, T0, arrived, doneBy, messageOf, peerOpen, sessionIn } from './bgp-support.ts'

/** Without graceful restart unless it is asked for. */
const withPeer = (changes: Partial<Open['capabilities']>, announces = false): Session =>
  sessionIn(
    'Established',
    { ...SETTINGS, announces },
    peerOpen({ capabilities: { ...peerOpen().capabilities, gracefulRestart: undefined, ...changes } }),
  )

const refresh = (family: 4 | 6, subtype: number): Input => arrived(encodeRouteRefresh(family, subtype))
const effectsOf = (session: Session, input: Input): readonly Effect[] => step(session, input, T0).effects
/** The bodies of the messages that are sent. */
const sentBy = (session: Session, input: Input): string[] =>
  effectsOf(session, input).flatMap((effect) => (effect.type === 'send' ? [toHex(effect.bytes.subarray(19))] : []))

test('a request is answered with BoRR and EoRR when the peer has enhanced refresh (RFC 7313 4)', () => {
  assert.deepEqual(sentBy(withPeer({}), refresh(4, REFRESH.REQUEST)), ['00010101', '00010201'])
  assert.deepEqual(sentBy(withPeer({}), refresh(6, REFRESH.REQUEST)), ['00020101', '00020201'])
})

test('a request of a peer without enhanced refresh gets nothing, for we announce nothing (RFC 2918 4)', () => {
  assert.deepEqual(effectsOf(withPeer({ enhancedRefresh: false }), refresh(4, REFRESH.REQUEST)), [])
})

test('whoever announces routes is told that the peer wants them again (RFC 2918 4)', () => {
  assert.deepEqual(effectsOf(withPeer({}, true), refresh(6, REFRESH.REQUEST)), [
    { type: 'refresh-asked', family: 6, enhanced: true },
  ])
})

test('a request for a family that was not negotiated is ignored (RFC 2918 4)', () => {
  const only4 = withPeer({ families: [4] })
  assert.deepEqual(effectsOf(only4, refresh(6, REFRESH.REQUEST)), [])
  assert.deepEqual(effectsOf(only4, arrived(messageOf(MESSAGE.ROUTE_REFRESH, '00190041'))), [])
})

test('a peer with graceful restart must send End-of-RIB before BoRR, which is ignored otherwise (RFC 7313 4)', () => {
  const peer = withPeer({ gracefulRestart: { restarted: false, restartTime: 0, families: [] } })
  assert.deepEqual(effectsOf(peer, refresh(4, REFRESH.BEGIN)), [])
  const ended = step(peer, { type: 'updates', endOfRib: 4 }, T0).session
  assert.deepEqual(effectsOf(ended, refresh(4, REFRESH.BEGIN)), [{ type: 'refresh-begin', family: 4 }])
  assert.deepEqual(effectsOf(ended, refresh(6, REFRESH.BEGIN)), [])
  const again = step(ended, { type: 'updates', endOfRib: 4 }, T0).session
  assert.deepEqual(again.ended, [4])
})

test('BoRR makes the routes of the family stale, EoRR ends that (RFC 7313 4)', () => {
  const begun = step(withPeer({}), refresh(4, REFRESH.BEGIN), T0)
  assert.deepEqual(begun.effects, [{ type: 'refresh-begin', family: 4 }])
  assert.deepEqual(begun.session.refreshing, [4])
  const both = step(begun.session, refresh(6, REFRESH.BEGIN), T0).session
  const ended = step(both, refresh(4, REFRESH.END), T0)
  assert.deepEqual(ended.effects, [{ type: 'refresh-end', family: 4 }])
  assert.deepEqual(ended.session.refreshing, [6])
})

test('BoRR again begins again; EoRR without BoRR is ignored (RFC 7313 4)', () => {
  const begun = step(withPeer({}), refresh(4, REFRESH.BEGIN), T0).session
  const again = step(begun, refresh(4, REFRESH.BEGIN), T0)
  assert.deepEqual(again.effects, [{ type: 'refresh-begin', family: 4 }])
  assert.deepEqual(again.session.refreshing, [4])
  assert.deepEqual(effectsOf(withPeer({}), refresh(4, REFRESH.END)), [])
})

test('without enhanced refresh BoRR and EoRR are ignored (RFC 7313 4)', () => {
  const plain = withPeer({ enhancedRefresh: false })
  assert.deepEqual(effectsOf(plain, refresh(4, REFRESH.BEGIN)), [])
  assert.deepEqual(effectsOf(plain, refresh(4, REFRESH.END)), [])
})

for (const subtype of [3, 128, 255]) {
  test(`ROUTE-REFRESH of the unknown subtype ${subtype} is ignored (RFC 7313 5)`, () => {
    assert.deepEqual(effectsOf(withPeer({}), refresh(4, subtype)), [])
  })
}

test('ROUTE-REFRESH of a wrong size: 7/1 with the message, and the session ends (RFC 7313 5)', () => {
  const bad = messageOf(MESSAGE.ROUTE_REFRESH, '0001000100')
  assert.equal(doneBy(step(withPeer({}), arrived(bad), T0)), '7/1 close down Idle')
  assert.equal(sentBy(withPeer({}), arrived(bad))[0], `0701${toHex(bad)}`)
})

test('we ask for a refresh only of a peer that can, and only for a negotiated family (RFC 2918 4)', () => {
  const ask = (family: 4 | 6): Input => ({ type: 'refresh', family })
  assert.deepEqual(sentBy(withPeer({}), ask(4)), ['00010001'])
  assert.deepEqual(sentBy(withPeer({ families: [4] }), ask(6)), [])
  assert.deepEqual(sentBy(withPeer({ routeRefresh: false }), ask(4)), [])
  assert.deepEqual(effectsOf(sessionIn('OpenConfirm'), ask(4)), [])
})

test('the end of a session ends its refresh too', () => {
  const begun = step(withPeer({}), refresh(4, REFRESH.BEGIN), T0).session
  assert.deepEqual(step(begun, { type: 'disconnected', why: 'test' }, T0).session.refreshing, [])
})

test('Established: End-of-RIB for each negotiated family and nothing else (RFC 4724 2)', () => {
  const confirmed = (families: readonly (4 | 6)[], announces: boolean): Session =>
    sessionIn(
      'OpenConfirm',
      { ...SETTINGS, announces },
      peerOpen({ capabilities: { ...peerOpen().capabilities, families } }),
    )
  const keepalive = arrived(messageOf(MESSAGE.KEEPALIVE, ''))
  assert.deepEqual(sentBy(confirmed([4, 6], false), keepalive), ['00000000', '00000006800f03000201'])
  assert.deepEqual(sentBy(confirmed([6], false), keepalive), ['00000006800f03000201'])
  assert.deepEqual(sentBy(confirmed([4, 6], true), keepalive), [], 'whoever announces ends his routes himself')
})
