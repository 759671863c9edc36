// The durable log: the contract, what is done about every way in which its files can be wrong, full and failing disks,
// and power failures at every operation.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Prng } from '../../base/prng.ts'
import { fileStore, openFileStore } from './file.ts'
import { encodeFrame } from './frames.ts'
import { SimulatedDisk } from './simulated-disk.contract.ts'
import { all, pieces, storeContract } from './store.contract.ts'
import type { AppendOutcome, Store } from './store.ts'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'vrs-log-'))
  folders.push(folder)
  return folder
}
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

storeContract('file', async () => {
  const folder = newFolder()
  return { open: () => fileStore(folder), isDurable: true }
})

storeContract('file on a simulated disk', async () => {
  const disk = new SimulatedDisk()
  return { open: () => openFileStore(disk), isDurable: true }
})

test('a second log on the same folder is refused, and told who has it', async () => {
  const folder = newFolder()
  const store = await fileStore(folder)
  await assert.rejects(fileStore(folder), {
    name: 'StoreError',
    message: `${folder} is in use by another vrs server (process ${process.pid})`,
  })
  await store.close()
  await (await fileStore(folder)).close()
})

const LOG = 'log-0000000000000001.vrs'
const RECORDS = [[{ n: 1, text: 'x'.repeat(700) }], [{ n: 2 }], [{ n: 3, text: 'ü'.repeat(300) }]]

/** A log of three frames, and where each ends. */
function threeFrames(): { readonly bytes: Uint8Array; readonly ends: readonly number[] } {
  const frames = RECORDS.map((events, i) => encodeFrame(i + 1, [JSON.stringify(events)]))
  const ends = frames.map((_, i) => frames.slice(0, i + 1).reduce((sum, frame) => sum + frame.length, 0))
  return { bytes: new Uint8Array(Buffer.concat(frames)), ends }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const diskWith = (bytes: Uint8Array): SimulatedDisk => {
  const disk = new SimulatedDisk()
  disk.put(LOG, bytes)
  return disk
}

test('cut anywhere in the last frame: that frame is cut, the others are there, and the log goes on', async () => {
  const { bytes, ends } = threeFrames()
  const [, second = 0, third = 0] = ends
  for (let size = second + 1; size < third; size++) {
    const said: string[] = []
    const disk = diskWith(bytes.slice(0, size))
    const store = await openFileStore(disk, (message) => said.push(message))
    assert.equal(store.last, 2, `cut at ${size}`)
    assert.match(said.join(), new RegExp(`^/simulated/${LOG}: cut at byte ${second}: ${size - second} bytes`))
    assert.equal((await store.append(2, ['again'])).type, 'stored')
    await store.close()
    const again = await openFileStore(disk)
    assert.deepEqual((await all(again, 2))[0]?.events, ['again'])
  }
})

test('any single byte that is wrong, in any frame, stops the start and names file and place', async () => {
  const { bytes, ends } = threeFrames()
  for (let at = 0; at < bytes.length; at++) {
    const broken = bytes.slice()
    broken[at] = (bytes[at] as number) ^ 0x04
    const frame = [0, ...ends].findLast((end) => end <= at)
    const disk = diskWith(broken)
    await assert.rejects(
      openFileStore(disk),
      { name: 'StoreError', message: new RegExp(`^/simulated/${LOG} is damaged at byte ${frame}: `) },
      `byte ${at}`,
    )
    assert.deepEqual(await disk.read(LOG), broken, 'nothing was changed')
  }
})

test('bytes missing from the middle, or added anywhere, stop the start', async () => {
  const { bytes, ends } = threeFrames()
  const [first = 0] = ends
  const cases = {
    'a frame is missing': joined([bytes.slice(0, first), bytes.slice(ends[1])]),
    'a frame is there twice': joined([bytes.slice(0, first), bytes]),
    'a byte is missing': joined([bytes.slice(0, 90), bytes.slice(91)]),
    'a byte too many': joined([bytes.slice(0, 90), Buffer.from('x'), bytes.slice(90)]),
    'text at the end': joined([bytes, Buffer.from('hello\n')]),
    'a long text at the end': joined([bytes, Buffer.from('hello '.repeat(30))]),
  }
  for (const [what, broken] of Object.entries(cases)) {
    await assert.rejects(openFileStore(diskWith(broken)), { name: 'StoreError' }, what)
  }
})

test('a sector that was never written: the last frame is cut, an earlier one stops the start', async () => {
  const { bytes, ends } = threeFrames()
  const zeroed = (start: number, end: number): Uint8Array => bytes.slice().fill(0, start, end)
  for (let sector = 0; sector * 512 < bytes.length; sector++) {
    const broken = zeroed(sector * 512, Math.min(bytes.length, (sector + 1) * 512))
    const opened = openFileStore(diskWith(broken))
    if (sector * 512 >= (ends[1] ?? 0)) assert.equal((await opened).last, 2, `sector ${sector}`)
    else await assert.rejects(opened, { name: 'StoreError' }, `sector ${sector}`)
  }
})

test('zeros after the last frame are cut', async () => {
  const { bytes } = threeFrames()
  for (const zeros of [1, 57, 58, 59, 512, 5000]) {
    const store = await openFileStore(diskWith(joined([bytes, Buffer.alloc(zeros)])))
    assert.equal(store.last, 3, `${zeros} zeros`)
  }
})

test('a damaged or shortened snapshot is refused when it is read; a missing file at the start', async () => {
  const disk = new SimulatedDisk()
  const store = await openFileStore(disk)
  for (let i = 0; i < 4; i++) await store.append(i, [i])
  await store.keepSnapshot(2, ['a', 'b', { c: 'd' }])
  await store.keepSnapshot(4, ['a', 'b', { c: 'd' }])
  await store.close()
  const name = 'snapshot-0000000000000004.vrs'
  const whole = await disk.read(name)
  for (let at = 0; at < whole.length; at++) {
    const broken = whole.slice()
    broken[at] = (whole[at] as number) ^ 0x01
    disk.put(name, broken)
    await assert.rejects(readSnapshot(disk), { name: 'StoreError' }, `byte ${at}`)
    disk.put(name, whole.slice(0, at))
    await assert.rejects(readSnapshot(disk), { name: 'StoreError' }, `cut at ${at}`)
  }
  disk.put(name, whole)
  assert.deepEqual(await readSnapshot(disk), ['a', 'b', { c: 'd' }])
  for (const file of await disk.list()) if (file.startsWith('log-')) await disk.remove(file)
  await assert.rejects(openFileStore(disk), { message: /log-0000000000000005\.vrs is damaged at byte 0: .* missing/ })
})

const readSnapshot = async (disk: SimulatedDisk): Promise<readonly unknown[]> =>
  pieces((await (await openFileStore(disk)).snapshot())?.records)

test('a snapshot drops the records before it; files do not pile up', async () => {
  const disk = new SimulatedDisk()
  const store = await openFileStore(disk)
  for (let i = 0; i < 60; i++) {
    await store.append(i, [i])
    if (i % 10 === 9) await store.keepSnapshot(i + 1, [`up to ${i + 1}`])
  }
  assert.deepEqual((await disk.list()).toSorted(), ['log-0000000000000061.vrs', 'snapshot-0000000000000060.vrs'])
})

test('a full disk: the append fails, what was stored is read, and it goes on when there is room', async () => {
  const disk = new SimulatedDisk()
  const store = await openFileStore(disk)
  await store.append(0, ['kept'])
  disk.capacity = (await disk.read(LOG)).length + 30
  const outcomes = await Promise.allSettled([store.append(1, ['lost']), store.append(2, ['lost too'])])
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.type),
    [false, false],
  )
  assert.deepEqual(
    (await all(store, 0)).map(({ events }) => events),
    [['kept']],
  )
  await assert.rejects(store.append(1, ['still lost']), { name: 'StoreError', message: /no space left/ })
  disk.capacity = Infinity
  assert.deepEqual(await store.append(1, ['stored']), { type: 'stored', sequence: 2 })
  await store.close()
  const again = await openFileStore(disk)
  assert.deepEqual(
    (await all(again, 0)).map(({ events }) => events),
    [['kept'], ['stored']],
  )
})

test('a flush that fails once: the append fails, nothing of it is seen, the next one is stored', async () => {
  for (const operation of ['write', 'sync'] as const) {
    const disk = new SimulatedDisk()
    const store = await openFileStore(disk)
    await store.append(0, ['first'])
    let faults = 1
    disk.fault = (done) => (done === operation && faults-- > 0 ? SimulatedDisk.errno('EIO') : undefined)
    await assert.rejects(store.append(1, ['lost']), { name: 'StoreError', message: /EIO/ })
    assert.deepEqual(await store.append(1, ['second']), { type: 'stored', sequence: 2 })
    await store.close()
    const again = await openFileStore(disk)
    assert.deepEqual(
      (await all(again, 0)).map(({ events }) => events),
      [['first'], ['second']],
      operation,
    )
  }
})

test('no power at any operation: what was acknowledged is there, in order, and at most what was asked for', async () => {
  for (let seed = 1; seed <= 400; seed++) await crashOnce(seed)
})

/** Appends and snapshots until the power fails, and looks at what is left. */
async function crashOnce(seed: number): Promise<void> {
  const prng = new Prng(seed)
  const disk = new SimulatedDisk()
  disk.powerFailsAt = 1 + prng.below(120)
  const world: World = { acknowledged: 0, asked: 0, snapshotAsked: 0 }
  await live(disk, prng, world).catch((error: unknown) => assert.match(String(error), /no power/, `seed ${seed}`))
  const store = await openFileStore(disk.afterPowerFailure(prng))
  assert.ok(store.last >= world.acknowledged, `seed ${seed}: ${world.acknowledged} acknowledged, ${store.last} left`)
  assert.ok(store.last <= world.asked, `seed ${seed}: ${world.asked} asked, ${store.last} left`)
  const snapshot = await store.snapshot()
  const start = snapshot?.sequence ?? 0
  if (snapshot !== undefined) assert.deepEqual(await pieces(snapshot.records), piecesUpTo(start), `seed ${seed}`)
  const records = await all(store, start)
  assert.deepEqual(
    records,
    Array.from({ length: store.last - start }, (_, i) => recordAt(start + i + 1)),
    `seed ${seed}`,
  )
  assert.equal((await store.append(store.last, ['more'])).type, 'stored')
}

interface World {
  acknowledged: number
  asked: number
  snapshotAsked: number
}

const recordAt = (sequence: number): { sequence: number; events: unknown[] } => ({
  sequence,
  events: [{ sequence, text: 'y'.repeat((sequence * 37) % 1_500) }],
})
const piecesUpTo = (sequence: number): unknown[] => Array.from({ length: 3 }, (_, i) => ({ sequence, i }))

async function live(disk: SimulatedDisk, prng: Prng, world: World): Promise<void> {
  const store: Store = await openFileStore(disk)
  for (let turn = 0; turn < 40; turn++) {
    const count = 1 + prng.below(4)
    const first = world.asked
    world.asked += count
    const appended = Array.from({ length: count }, (_, i) => store.append(first + i, recordAt(first + i + 1).events))
    await Promise.all(appended.map((append) => append.then((outcome: AppendOutcome) => acknowledge(world, outcome))))
    if (prng.below(5) === 0) await store.keepSnapshot(world.acknowledged, piecesUpTo(world.acknowledged))
  }
}

function acknowledge(world: World, outcome: AppendOutcome): void {
  assert.equal(outcome.type, 'stored')
  if (outcome.type === 'stored') world.acknowledged = outcome.sequence
}
