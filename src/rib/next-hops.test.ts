// Behaviour reference 8.6: from next hop to interface.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from '../base/ip.ts'
import { ownerOf, pathTexts, prefixOf } from './views.testing.ts'
import { OWNERS, World } from './worlds.testing.ts'

const P = '192.0.2.0/24'
const P6 = '2001:db8::/32'

test('a secondary address leads to the interface that owns it; another device may be named', () => {
  const world = new World().up('a')
  world.rib.setNextHops([...OWNERS, ownerOf('10.0.7.7', 'eni-2')])
  world.say('a', { announce: [P], nextHop: '10.0.7.7' })
  assert.equal(world.entry(P), `${P} eni-2 10.0.7.7 a`)
})

test('a next hop outside the VPC or of an endpoint: kept in the RIB, never best', () => {
  const world = new World().up('a').up('b')
  world.rib.setNextHops([...OWNERS, ownerOf('10.0.0.4', 'eni-endpoint', true)])
  world.say('a', { announce: [P], nextHop: '10.0.0.4' })
  world.say('b', { announce: [P], nextHop: '192.168.1.1' })
  assert.equal(world.via(P), '-')
  assert.deepEqual(pathTexts(world.rib), [`${P} a in-rib next-hop-is-endpoint`, `${P} b in-rib next-hop-not-in-vpc`])
})

test('the better path without a usable next hop leaves the FIB to the worse one, and takes it when its interface comes', () => {
  const world = new World().up('a').up('b')
  world.say('a', { announce: [P, '198.51.100.0/24'], nextHop: '10.0.0.9' })
  world.announce('b', P)
  assert.deepEqual([world.via(P), world.via('198.51.100.0/24')], ['b', '-'])
  world.rib.setNextHops([...OWNERS, ownerOf('10.0.0.9', 'eni-9')])
  assert.deepEqual([world.via(P), world.via('198.51.100.0/24')], ['a', 'a'])
  assert.equal(world.rib.counts().fibRoutes, 2)
  world.rib.setNextHops(OWNERS)
  assert.deepEqual([world.via(P), world.via('198.51.100.0/24')], ['b', '-'])
  assert.equal(world.rib.counts().fibRoutes, 1)
})

test('an address that moves to another interface takes its routes along', () => {
  const world = new World({ changes: true }).up('a').announce('a', P)
  world.rib.drainChanges(10)
  world.rib.setNextHops([ownerOf('10.0.0.1', 'eni-other')])
  assert.equal(world.entry(P), `${P} eni-other 10.0.0.1 a`)
  assert.deepEqual(
    world.rib.drainChanges(10).map((change) => change.type),
    ['group'],
  )
})

test('an alias is shown in VPC form', () => {
  const world = new World().up('a')
  world.rib.setNextHops([...OWNERS, { ...ownerOf('127.0.0.1', 'eni-1'), canonical: ownerOf('10.0.0.1', '').canonical }])
  world.say('a', { announce: [P], nextHop: '127.0.0.1' })
  assert.equal(world.entry(P), `${P} eni-1 10.0.0.1 a`)
  const { paths } = world.rib.paths({ nextHop: (text) => text === '10.0.0.1' }, undefined, 5)
  assert.deepEqual(
    paths.map((path) => formatAddress(path.nextHop)),
    ['10.0.0.1'],
  )
})

test('IPv6: a global next hop, an IPv4-mapped one, a link-local one alone', () => {
  const world = new World().up('a')
  world.say('a', { announce: [P6], nextHop6: 'fd00::2' })
  assert.equal(world.entry(P6), `${P6} eni-2 fd00::2 a`)
  world.say('a', { announce: [P6], nextHop6: '::ffff:10.0.0.3' })
  assert.equal(world.entry(P6), `${P6} eni-3 10.0.0.3 a`)
  world.say('a', { announce: [P6], nextHop6: 'link-local' })
  assert.equal(world.entry(P6), `${P6} eni-1 10.0.0.1 a`)
  world.rib.setNextHops(OWNERS.slice(1))
  assert.equal(world.via(P6), '-')
})

test('IPv4 and IPv6 in one UPDATE have next hops of their own', () => {
  const world = new World().up('a')
  const applied = world.say('a', { announce: [P, P6], nextHop: '10.0.0.2', nextHop6: 'fd00::1' })
  assert.equal(applied.announced, 2)
  assert.deepEqual([world.entry(P), world.entry(P6)], [`${P} eni-2 10.0.0.2 a`, `${P6} eni-1 fd00::1 a`])
})

test('the same octets from peers with other next hops are other attribute sets', () => {
  const world = new World().up('a').up('b').announce('a', P).announce('b', P)
  assert.equal(world.rib.counts().attributeSets, 2)
  world.say('b', { announce: [P], nextHop: '10.0.0.1' })
  assert.equal(world.rib.counts().attributeSets, 1)
  assert.equal(world.rib.explain(prefixOf(P)).length, 2)
})
