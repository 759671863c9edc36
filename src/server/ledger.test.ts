// State and log together: what is answered is durable, what fails leaves no trace, and the log alone is enough to get
// the state back.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide } from '../engine/decide.ts'
import type { Response, Settings } from '../engine/decision.ts'
import type { Event, Scope } from '../engine/events.ts'
import { NO_QUOTAS } from '../engine/quotas.ts'
import { snapshot } from '../engine/replay.ts'
import { openFileStore } from '../host/store/file.ts'
import { memoryStore } from '../host/store/memory.ts'
import { SimulatedDisk } from '../host/store/simulated-disk.contract.ts'
import type { AppendOutcome, Events, Store } from '../host/store/store.ts'
import { formatId } from '../model/ids.ts'
import { nullControl, type Control } from './control.ts'
import { Ledger, openLedger } from './ledger.ts'

const SCOPE: Scope = { account: '000000000000', region: 'us-east-1' }

test('many creates at once are all there, in the state and in the log', async () => {
  const { ledger, store } = await newWorld()
  const created = await Promise.all(Array.from({ length: 200 }, (_, i) => create(ledger, 65_000 + i)))
  assert.equal(new Set(created).size, 200)
  assert.deepEqual((await list(ledger)).toSorted(), created.toSorted())
  await assertLogHasState(ledger, store)
})

test('neither a write nor a read that saw it is answered before it is durable; a refusal is not either', async () => {
  const gate = new Gate(memoryStore())
  const { ledger } = await newWorld({ store: gate })
  await list(ledger)
  gate.shut()
  const answered: string[] = []
  const note = (what: string) => () => void answered.push(what)
  const all = [
    create(ledger, 65_000).then(note('write')),
    list(ledger).then(note('read')),
    call(ledger, 'DescribeRouteServers', { RouteServerIds: ['rs-0000000000000000f'] }).catch(note('refusal')),
  ]
  await turns(20)
  assert.deepEqual(answered, [])
  gate.open()
  await Promise.all(all)
  assert.deepEqual(new Set(answered), new Set(['read', 'refusal', 'write']))
})

test('a write that the log does not take is refused with 503 and leaves no trace; the next one is stored', async () => {
  const disk = new SimulatedDisk()
  const { ledger, store, said } = await newWorld({ store: await openFileStore(disk) })
  const first = await create(ledger, 65_000)
  await list(ledger)
  let faults = 1
  disk.fault = (operation) => (operation === 'sync' && faults-- > 0 ? SimulatedDisk.errno('EIO') : undefined)
  await assert.rejects(create(ledger, 65_001), { code: 'ServiceUnavailable', status: 503 })
  assert.deepEqual(await list(ledger), [first])
  const second = await create(ledger, 65_002)
  assert.deepEqual(await list(ledger), [first, second])
  assert.deepEqual(said.length, 2)
  await assertLogHasState(ledger, store)
})

test('a full disk: writes are refused, reads go on, and it recovers by itself', async () => {
  const disk = new SimulatedDisk()
  const { ledger, store } = await newWorld({ store: await openFileStore(disk) })
  const first = await create(ledger, 65_000)
  disk.capacity = 0
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => create(ledger, 65_001)))
  for (const outcome of outcomes)
    assert.equal(outcome.status === 'rejected' && outcome.reason.code, 'ServiceUnavailable')
  for (let i = 0; i < 5; i++) assert.deepEqual(await list(ledger), [first])
  await assert.rejects(create(ledger, 65_001), { status: 503 })
  assert.equal(ledger.isWritable, false)
  disk.capacity = Infinity
  const second = await create(ledger, 65_002)
  assert.deepEqual(await list(ledger), [first, second])
  await assertLogHasState(ledger, store)
})

test('reads that met a write which was lost are answered without it', async () => {
  const disk = new SimulatedDisk()
  const { ledger } = await newWorld({ store: await openFileStore(disk) })
  await list(ledger)
  disk.capacity = 0
  const [write, read] = await Promise.allSettled([create(ledger, 65_000), list(ledger)])
  assert.equal(write.status, 'rejected')
  assert.deepEqual(read, { status: 'fulfilled', value: [] })
})

test('another writer of the same log: both see what the other stored, and nothing is lost', async () => {
  const store = memoryStore()
  const a = await newWorld({ store })
  const b = await newWorld({ store })
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.push(await create(a.ledger, 65_000), await create(b.ledger, 65_001))
  await create(a.ledger, 65_002).then((id) => ids.push(id))
  assert.deepEqual((await list(a.ledger)).toSorted(), ids.toSorted())
  await assertLogHasState(a.ledger, store)
})

test('a decision that breaks a rule of ours is an error to its caller alone', async () => {
  const { ledger } = await newWorld()
  const first = await create(ledger, 65_000)
  const twice = ledger.run(SCOPE, (state, context) => {
    const [event] = created(state, first)
    return { events: [{ ...event, at: context.now } as Event], response: {} }
  })
  await assert.rejects(twice, { name: 'InvariantError' })
  assert.deepEqual(await list(ledger), [first])
  await create(ledger, 65_001)
})

test('a transition that breaks a rule of ours stops nothing else', async () => {
  const { ledger, said } = await newWorld()
  await ledger.run(SCOPE, (_state, { now }) => {
    const resource = { routeTableId: 'rtb-1', target: { type: 'local' }, settlesAt: now - 1 }
    return {
      events: [{ type: 'Created', scope: SCOPE, at: now, kind: 'route', id: 'r', resource } as unknown as Event],
      response: {},
    }
  })
  const id = await create(ledger, 65_000)
  assert.deepEqual(await list(ledger), [id])
  assert.deepEqual(await list(ledger), [id])
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /^route r cannot go on: /)
  await ledger.close()
})

test('what is due happens without being asked for', async () => {
  const seen: Event[] = []
  let arrived = (): void => {}
  const available = new Promise<void>((resolve) => (arrived = resolve))
  const control: Control = {
    ...nullControl(),
    changed: (_state, events) => {
      seen.push(...events)
      if (events.some((event) => event.type === 'Changed' && 'state' in event.changes)) arrived()
    },
  }
  const { ledger } = await newWorld({ control })
  await create(ledger, 65_000)
  await available
  await ledger.close()
  assert.deepEqual(
    seen.map(({ type }) => type),
    ['RegionOpened', 'Created', 'Changed'],
  )
})

test('a long history is replaced by a snapshot, from which a new start comes to the same state', async () => {
  const disk = new SimulatedDisk()
  const store = await openFileStore(disk)
  const ledger = await openLedger({ ...partsOf(store), recordsPerSnapshotMin: 100 })
  const id = await create(ledger, 65_000)
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 55 }, (_, i) => tag(ledger, id, `${round}-${i}`)))
  }
  await ledger.close()
  const snapshots = (await disk.list()).filter((name) => name.startsWith('snapshot-'))
  assert.equal(snapshots.length, 1)
  assert.ok(Number(/[0-9]+/.exec(snapshots[0] ?? '')?.[0]) > 400)
  const again = await openLedger(partsOf(await openFileStore(disk)))
  assert.deepEqual(plain(again), plain(ledger))
  assert.ok(store.last > 550)
})

test('reset empties state and log', async () => {
  const { ledger, store } = await newWorld()
  await create(ledger, 65_000)
  await ledger.reset()
  assert.deepEqual(await list(ledger), [])
  const id = await create(ledger, 65_000)
  assert.deepEqual(await list(ledger), [id])
  await assertLogHasState(ledger, store)
})

interface World {
  readonly ledger: Ledger
  readonly store: Store
  readonly said: readonly string[]
}

async function newWorld(given: { readonly store?: Store; readonly control?: Control } = {}): Promise<World> {
  const said: string[] = []
  const store = given.store ?? memoryStore()
  const ledger = await openLedger({ ...partsOf(store, (message) => said.push(message)), ...given })
  return { ledger, store, said }
}

const SETTINGS: Settings = {
  quotas: NO_QUOTAS,
  lifecycleDelaySeconds: 0,
  tombstoneMinutes: 60,
  clientTokenHours: 24,
  network: 'loopback',
  strictFilters: false,
  defaultVpc: false,
}

let ids = 0

const partsOf = (store: Store, say: (message: string) => void = () => {}): ConstructorParameters<typeof Ledger>[0] => ({
  store,
  control: nullControl(),
  settings: SETTINGS,
  wallClock: () => Date.now(),
  newId: (kind) => formatId(kind, (ids++).toString(16).padStart(17, '0')),
  say,
})

const call = (ledger: Ledger, action: string, request: Readonly<Record<string, unknown>>): Promise<Response> =>
  ledger.run(SCOPE, (state, context) => decide(state, action, request, context))

async function create(ledger: Ledger, asn: number): Promise<string> {
  const response = await call(ledger, 'CreateRouteServer', { AmazonSideAsn: asn })
  return (response['RouteServer'] as { readonly RouteServerId: string }).RouteServerId
}

const tag = (ledger: Ledger, id: string, value: string): Promise<Response> =>
  call(ledger, 'CreateTags', { Resources: [id], Tags: [{ Key: 'k', Value: value }] })

async function list(ledger: Ledger): Promise<readonly string[]> {
  const response = await call(ledger, 'DescribeRouteServers', {})
  return (response['RouteServers'] as readonly { readonly RouteServerId: string }[]).map((r) => r.RouteServerId)
}

function created(state: Ledger['state'], id: string): readonly Event[] {
  const region = [...state.regions.values()][0]
  const resource = region?.tables['route-server'].get(id)
  return [{ type: 'Created', scope: SCOPE, at: 0, kind: 'route-server', id, resource } as Event]
}

/** A state without what depends on the order of maps that the log does not keep. */
const plain = (ledger: Ledger): unknown => JSON.parse(JSON.stringify(snapshot(ledger.state)))

async function assertLogHasState(ledger: Ledger, store: Store): Promise<void> {
  // Another ledger on the same log reads it from the start.
  const again = new Ledger(partsOf(store))
  await again.load()
  assert.deepEqual(plain(again), plain(ledger))
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** A log whose flushes can be held up. */
class Gate implements Store {
  readonly #store: Store
  #held: Promise<void> = Promise.resolve()
  open: () => void = () => {}

  constructor(store: Store) {
    this.#store = store
  }

  shut(): void {
    this.#held = new Promise((resolve) => (this.open = resolve))
  }

  get last(): number {
    return this.#store.last
  }

  async append(expectedLast: number, events: Events): Promise<AppendOutcome> {
    await this.#held
    return this.#store.append(expectedLast, events)
  }

  snapshot(): ReturnType<Store['snapshot']> {
    return this.#store.snapshot()
  }

  read(after: number): ReturnType<Store['read']> {
    return this.#store.read(after)
  }

  keepSnapshot(sequence: number, records: Iterable<unknown>): Promise<void> {
    return this.#store.keepSnapshot(sequence, records)
  }

  clear(): Promise<void> {
    return this.#store.clear()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
