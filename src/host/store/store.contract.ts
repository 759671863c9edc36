// What every implementation of the log must do. Each makes a suite of its own by giving a way to open one store again
// and again over the same data.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store, StoredRecord } from './store.ts'

export interface Subject {
  /** Opens what an earlier store of this subject left, or an empty log. */
  readonly open: () => Promise<Store>
  /** Whether data outlives `close`. */
  readonly isDurable: boolean
}

/** Registers the suite; `fresh` gives a subject without data. */
export function storeContract(name: string, fresh: () => Promise<Subject>): void {
  const contract = (what: string, run: (store: Store, subject: Subject) => Promise<void>): void => {
    test(`${name}: ${what}`, async () => {
      const subject = await fresh()
      const store = await subject.open()
      await run(store, subject)
      await store.close()
    })
  }

  contract('a new log is empty', async (store) => {
    assert.equal(store.last, 0)
    assert.deepEqual(await all(store, 0), [])
    assert.equal(await store.snapshot(), undefined)
  })

  contract('records are numbered from 1 and read in order', async (store) => {
    assert.deepEqual(await store.append(0, [{ a: 1 }, { b: 'ü' }]), { type: 'stored', sequence: 1 })
    assert.deepEqual(await store.append(1, [{ c: [null, true] }]), { type: 'stored', sequence: 2 })
    assert.equal(store.last, 2)
    assert.deepEqual(await all(store, 0), [
      { sequence: 1, events: [{ a: 1 }, { b: 'ü' }] },
      { sequence: 2, events: [{ c: [null, true] }] },
    ])
    assert.deepEqual(await all(store, 1), [{ sequence: 2, events: [{ c: [null, true] }] }])
    assert.deepEqual(await all(store, 2), [])
  })

  contract('a record without events counts', async (store) => {
    await store.append(0, [])
    assert.deepEqual(await all(store, 0), [{ sequence: 1, events: [] }])
  })

  contract('an append that has not seen the last record is a conflict and stores nothing', async (store) => {
    await store.append(0, [1])
    assert.deepEqual(await store.append(0, [2]), { type: 'conflict', last: 1 })
    assert.deepEqual(await store.append(7, [3]), { type: 'conflict', last: 1 })
    assert.deepEqual(await store.append(1, [4]), { type: 'stored', sequence: 2 })
    assert.deepEqual(await all(store, 0), [
      { sequence: 1, events: [1] },
      { sequence: 2, events: [4] },
    ])
  })

  contract('overlapping appends keep their order', async (store) => {
    const outcomes = await Promise.all(Array.from({ length: 500 }, (_, i) => store.append(i, [i])))
    assert.ok(outcomes.every((outcome, i) => outcome.type === 'stored' && outcome.sequence === i + 1))
    assert.deepEqual(
      (await all(store, 0)).map(({ events }) => events[0]),
      Array.from({ length: 500 }, (_, i) => i),
    )
  })

  contract('an append after a conflicting one is a conflict as well', async (store) => {
    const outcomes = await Promise.all([store.append(0, ['a']), store.append(5, ['b']), store.append(6, ['c'])])
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['stored', 'conflict', 'conflict'],
    )
  })

  contract('what a reader gets is a copy', async (store) => {
    const events = [{ name: 'first' }]
    await store.append(0, events)
    ;(events[0] as { name: string }).name = 'changed'
    assert.deepEqual((await all(store, 0))[0]?.events, [{ name: 'first' }])
  })

  contract('a snapshot stands for the records before it', async (store) => {
    await fill(store, 10)
    await store.keepSnapshot(10, [{ total: 10 }, 'second piece'])
    await store.append(10, ['after'])
    const snapshot = await store.snapshot()
    assert.equal(snapshot?.sequence, 10)
    assert.deepEqual(await pieces(snapshot?.records), [{ total: 10 }, 'second piece'])
    assert.deepEqual(await all(store, 10), [{ sequence: 11, events: ['after'] }])
  })

  contract('records that came while a snapshot was made are kept', async (store) => {
    await fill(store, 5)
    const kept = store.keepSnapshot(3, ['three'])
    const appended = store.append(5, [6])
    await Promise.all([kept, appended])
    assert.deepEqual(
      (await all(store, 3)).map(({ sequence }) => sequence),
      [4, 5, 6],
    )
  })

  contract('a newer snapshot replaces an older one', async (store) => {
    await fill(store, 4)
    await store.keepSnapshot(2, ['two'])
    await store.keepSnapshot(4, ['four'])
    const snapshot = await store.snapshot()
    assert.deepEqual([snapshot?.sequence, await pieces(snapshot?.records)], [4, ['four']])
  })

  contract('clear forgets everything, and the log goes on', async (store) => {
    await fill(store, 3)
    await store.keepSnapshot(3, ['three'])
    await store.append(3, ['x'])
    await store.clear()
    assert.deepEqual(await all(store, 0), [])
    assert.deepEqual(await pieces((await store.snapshot())?.records), [])
    const { last } = store
    assert.equal((await store.append(last, ['new'])).type, 'stored')
    assert.deepEqual(
      (await all(store, last)).map(({ events }) => events),
      [['new']],
    )
  })

  contract('a closed log takes nothing', async (store) => {
    await store.close()
    await assert.rejects(store.append(0, [1]), { name: 'StoreError' })
  })

  contract('what was stored is there when the log is opened again', async (store, subject) => {
    if (!subject.isDurable) return
    await fill(store, 7)
    await store.keepSnapshot(5, ['five'])
    await store.append(7, ['eight'])
    await store.close()
    const again = await subject.open()
    assert.equal(again.last, 8)
    assert.deepEqual(await pieces((await again.snapshot())?.records), ['five'])
    assert.deepEqual(
      (await all(again, 5)).map(({ sequence }) => sequence),
      [6, 7, 8],
    )
    assert.deepEqual(await again.append(8, ['nine']), { type: 'stored', sequence: 9 })
    await again.close()
  })
}

async function fill(store: Store, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await store.append(i, [i])
}

/** All records after `sequence`. */
export const all = (store: Store, after: number): Promise<readonly StoredRecord[]> => collect(store.read(after))

/** All pieces of a snapshot; none of no snapshot. */
export const pieces = async (records: AsyncIterable<unknown> | undefined): Promise<readonly unknown[]> =>
  records === undefined ? [] : collect(records)

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
