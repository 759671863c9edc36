import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../base/prng.ts'
import { changeOf, nothingDesired, withChange } from './desired-change.ts'
import type { DesiredInterface, DesiredVpc } from './protocol.ts'

test('a change brings one configuration to the other, whatever came, changed and went', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Prng(seed)
    let held = nothingDesired(vpc([]))
    for (let step = 0; step < 20; step++) {
      const some = held.interfaces.filter(() => random.below(5) > 0)
      const kept = some.map((eni) => (random.below(6) === 0 ? { ...eni, active: random.below(2) === 0 } : eni))
      const fresh = Array.from({ length: random.below(3) }, (_, i) => eniOf(`eni-${step}-${i}`))
      const wanted = { ...vpc([...kept, ...fresh]), logRoutes: random.below(4) === 0 }
      const change = changeOf(held, wanted)
      const isSame = JSON.stringify(held) === JSON.stringify(wanted)
      assert.equal(change === undefined, isSame, `seed ${seed}: no more and no less than what differs`)
      held = change === undefined ? held : withChange(held, structuredClone(change))
      assert.deepEqual(held, wanted, `seed ${seed}`)
    }
  }
})

test('one more among thousands is one, and what has not changed stays the same object', () => {
  const many = Array.from({ length: 3_000 }, (_, i) => eniOf(`eni-${i}`))
  const before = vpc(many)
  const one = eniOf('eni-new')
  assert.deepEqual(changeOf(before, vpc([...many, one])), { interfaces: { put: [one], gone: [] } })
  assert.deepEqual(changeOf(before, vpc(many.slice(1))), { interfaces: { put: [], gone: ['eni-0'] } })
  const after = withChange(before, { interfaces: { put: [one], gone: ['eni-7'] } })
  assert.equal(after.interfaces[8], many[9])
  assert.equal(after.peers, before.peers)
  assert.equal(changeOf(before, { ...before, interfaces: structuredClone(many) }), undefined, 'equal is not changed')
})

const eniOf = (eniId: string): DesiredInterface => ({
  eniId,
  subnetId: 'subnet-1',
  addresses: ['10.0.1.9'],
  active: true,
  sourceDestCheck: true,
  endpoint: false,
})

const vpc = (interfaces: readonly DesiredInterface[]): DesiredVpc => ({
  vpcId: 'vpc-1',
  cidrs: ['10.0.0.0/16'],
  addressForms: [],
  subnets: [],
  gateways: [],
  interfaces,
  routeServers: [],
  endpoints: [],
  peers: [],
  tables: [],
  propagations: [],
  bgp: { port: 179, holdTimeSeconds: 15, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
  bfd: {
    desiredMinTxMicroseconds: 300_000,
    requiredMinRxMicroseconds: 300_000,
    detectMultiplier: 3,
    multihop: false,
  },
  logRoutes: false,
})
