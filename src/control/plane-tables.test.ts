// Route tables behind real RIBs: more routes come than can be told one by one, and everything ends in slices.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Prefix } from '../base/ip.ts'
import { instant } from '../base/time.ts'
import { present } from '../base/assert.ts'
import type { PrefixWords } from '../bgp/update-view.ts'
import { viewOf } from '../rib/views.testing.ts'
import type { DesiredVpc } from '../router/protocol.ts'
import { Plane } from './plane.ts'

/** More than the changes that a RIB keeps for those who have not asked. */
const ROUTES = 270_000
const LIMIT = 1_000

test('a queue of changes that runs over, an interface and a session that go, a withdrawal of everything: in slices', () => {
  const plane = new Plane({ seed: 1, wallClock: () => 0 })
  plane.configure(DESIRED, instant(0))
  settled(plane)
  announce(plane, 'a', 0, ROUTES)
  settled(plane)
  announce(plane, 'b', 2_000, 100_000)
  settled(plane)
  assert.deepEqual(held(plane), { long: ['rs-a', 'rs-a'], short: [LIMIT, 'rs-a'] })

  // Reads are right at once; who had no place waits for the work.
  plane.configure({ ...DESIRED, interfaces: DESIRED.interfaces.filter(({ eniId }) => eniId !== 'eni-a') }, instant(0))
  assert.deepEqual(held(plane), { long: [undefined, 'rs-b'], short: [0] })
  // What leads nowhere is passed in slices of a thousand and a page, too.
  assert.ok(settled(plane) > ROUTES / 1_300)
  assert.deepEqual(held(plane), { long: [undefined, 'rs-b'], short: [LIMIT, 'rs-b'] })

  // The second server keeps what it has taken over.
  session(plane, 'a').rib.sessionDown(session(plane, 'a').row)
  plane.configure(DESIRED, instant(0))
  settled(plane)
  announce(plane, 'a', 0, 5_000)
  settled(plane)
  assert.deepEqual(held(plane), { long: ['rs-a', 'rs-b'], short: [LIMIT, 'rs-b'] })

  withdraw(plane, 'b', 100_000)
  settled(plane)
  assert.deepEqual(held(plane), { long: ['rs-a', 'rs-a'], short: [LIMIT, 'rs-a'] })
})

const eni = (eniId: string, address: string, endpoint: boolean) => ({
  eniId,
  subnetId: 'subnet-1',
  addresses: [address],
  active: true,
  sourceDestCheck: false,
  endpoint,
})

const DESIRED: DesiredVpc = {
  vpcId: 'vpc-1',
  cidrs: ['10.0.0.0/16'],
  addressForms: [],
  subnets: [{ subnetId: 'subnet-1', cidrs: ['10.0.1.0/24'], routeTableId: 'rtb-long' }],
  gateways: [],
  interfaces: [
    eni('eni-1', '10.0.1.4', true),
    eni('eni-2', '10.0.1.5', true),
    eni('eni-a', '10.0.1.10', false),
    eni('eni-b', '10.0.1.11', false),
  ],
  routeServers: ['a', 'b'].map((name) => ({
    routeServerId: `rs-${name}`,
    asn: 65000,
    persist: { enabled: false, durationSeconds: 0, resetGeneration: 0 },
    limits: { mode: 'soft' },
  })),
  endpoints: ['a', 'b'].map((name, i) => ({
    endpointId: `rse-${name}`,
    routeServerId: `rs-${name}`,
    hostAddress: `10.0.1.${4 + i}`,
    address: `10.0.1.${4 + i}`,
  })),
  peers: ['a', 'b'].map((name, i) => ({
    peerId: `rsp-${name}`,
    endpointId: `rse-${name}`,
    routeServerId: `rs-${name}`,
    hostAddress: `10.0.1.${10 + i}`,
    address: `10.0.1.${10 + i}`,
    asn: 65001,
    liveness: 'bgp-keepalive',
  })),
  tables: [
    { routeTableId: 'rtb-long', kind: 'subnet', statics: [] },
    { routeTableId: 'rtb-short', kind: 'subnet', statics: [], propagatedMax: LIMIT },
  ],
  propagations: ['a', 'b'].flatMap((name) =>
    ['rtb-long', 'rtb-short'].map((routeTableId) => ({ routeServerId: `rs-${name}`, routeTableId })),
  ),
  bgp: { port: 179, holdTimeSeconds: 15, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
  bfd: { desiredMinTxMicroseconds: 300_000, requiredMinRxMicroseconds: 300_000, detectMultiplier: 3, multihop: false },
  logRoutes: false,
}

function session(plane: Plane, name: string) {
  const { rib } = present(plane.router.servers.get(`rs-${name}`), name)
  return { rib, row: present(rib.peerRow(`rsp-${name}`), name) }
}

function up(plane: Plane, name: string): void {
  const { rib, row } = session(plane, name)
  if (!rib.peerCounts(row).up) rib.sessionUp(row, { routerId: row + 1, external: true }, instant(0))
}

function announce(plane: Plane, name: string, from: number, to: number): void {
  up(plane, name)
  const { rib, row } = session(plane, name)
  const view = viewOf({ nextHop: name === 'a' ? '10.0.1.10' : '10.0.1.11' })
  for (let i = from; i < to; i += 500) {
    some(view.announced4, i, to)
    rib.apply(row, view)
  }
}

function withdraw(plane: Plane, name: string, to: number): void {
  const { rib, row } = session(plane, name)
  const view = viewOf({})
  for (let i = 0; i < to; i += 500) {
    some(view.withdrawn4, i, to)
    rib.apply(row, view)
  }
}

/** 20.0.0.0/24, 20.0.1.0/24 and so on. */
const nth = (i: number): Prefix => ({ family: 4, words: [0x14000000 + i * 256], length: 24 })

/** The next 500 routes. */
function some(list: PrefixWords, from: number, to: number): void {
  list.count = Math.min(500, to - from)
  list.words = new Uint32Array(2 * list.count)
  for (let i = 0; i < list.count; i++) list.words.set([nth(from + i).words[0] as number, 24], 2 * i)
}

/** Does all there is to do; in how many slices of the tables, when the RIBs have done theirs. */
function settled(plane: Plane): number {
  let slices = 0
  do {
    while (plane.router.work(1_000, instant(0))) continue
    slices++
  } while (plane.settle())
  return slices
}

/** Who holds the routes 1,000 and 3,000 of the long table; how many the short one has, and whose they are. */
function held(plane: Plane) {
  const [long, short] = ['rtb-long', 'rtb-short'].map((id) => present(plane.tables.get(id), id))
  const holder = (prefix: Prefix): string | undefined =>
    [...plane.router.servers.values()].find(
      ({ id, fib }) => fib.has(prefix) && long?.rejection(id, prefix) === undefined,
    )?.id
  const routes = [...(short?.routes() ?? [])]
  return {
    long: [holder(nth(1_000)), holder(nth(3_000))],
    short: [routes.length, ...new Set(routes.map(({ routeServerId }) => routeServerId))],
  }
}
