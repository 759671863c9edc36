// For tests: what must hold inside the engine at any time, by counting everything anew.

import { InvariantError, assert } from '../base/assert.ts'
import type { Core } from './core.ts'
import { DEAD, FREE, STALE } from './sessions.ts'

interface Tally {
  readonly attributes: Map<number, number>
  readonly sessions: Map<number, number>
  readonly members: Map<number, { members: number; admitted: number }>
  slots: number
  usable: number
  inFib: number
}

function same(actual: unknown, expected: unknown, what: string): void {
  const texts = [JSON.stringify(actual), JSON.stringify(expected)]
  if (texts[0] !== texts[1]) throw new InvariantError(`${what}: ${texts[0]}, counted anew ${texts[1]}`)
}

const bump = (map: Map<number, number>, key: number): void => void map.set(key, (map.get(key) ?? 0) + 1)

/** Throws when a reference count, a list, an index or a counter is wrong. */
export function checkInvariants(core: Core): void {
  const tally: Tally = { attributes: new Map(), sessions: new Map(), members: new Map(), slots: 0, usable: 0, inFib: 0 }
  for (const table of [core.table4, core.table6]) checkTable(core, table, tally)
  checkSessions(core, tally)
  checkAttributes(core, tally)
  checkGroups(core, tally)
  same(core.fibSlots.taken, tally.slots, 'FIB slots taken')
}

function checkTable(core: Core, table: Core['table4'], tally: Tally): void {
  const rows: number[] = []
  const first = { words: table.family === 4 ? [0] : [0, 0, 0, 0], length: 0 }
  table.prefixes.collect(rows, first, true, Infinity, Infinity)
  same(rows.length, table.prefixes.size, 'prefixes in order')
  for (const row of rows) {
    same(table.find(table.prefixes.prefix(row)), row, 'the index finds the prefix')
    const paths = table.paths.all(row)
    assert(paths.length > 0, 'no prefix without a path')
    const peers = new Set(paths.map((path) => core.sessions.peer[table.paths.sessionOf(path)]))
    same(peers.size, paths.length, 'one path per peer')
    for (const path of paths) {
      assert(core.sessions.state[table.paths.sessionOf(path)] !== FREE, 'no path without a live or persisted session')
      bump(tally.attributes, table.paths.attributeOf(path))
      bump(tally.sessions, table.paths.sessionOf(path))
    }
    checkGroup(core, table, row, paths, tally)
  }
}

function checkGroup(core: Core, table: Core['table4'], row: number, paths: readonly number[], tally: Tally): void {
  const group = table.prefixes.groupOf(row)
  const candidates = paths
    .filter((path) => !core.attributes.isLooped(table.paths.attributeOf(path)))
    .map((path) => ({
      session: table.paths.sessionOf(path),
      nextHop: core.attributes.nextHopOf(table.paths.attributeOf(path)),
    }))
  same(core.groups.candidates(group), candidates, 'the group is the list of candidates in order')
  const admitted = table.prefixes.isAdmitted(row)
  if (admitted) tally.slots++
  if (group === 0) return
  const count = tally.members.get(group) ?? { members: 0, admitted: 0 }
  count.members++
  if (admitted) count.admitted++
  tally.members.set(group, count)
  if (core.groups.isFlipping) return
  const best = table.best(row)
  const nextHop = best === 0 ? 0 : core.attributes.nextHopOf(table.paths.attributeOf(best))
  same(core.groups.nextHopOf(group), nextHop, 'the choice of the group is the best path of the prefix')
  if (best === 0) return
  tally.usable++
  if (admitted) tally.inFib++
}

function checkSessions(core: Core, tally: Tally): void {
  const { sessions } = core
  let total = 0
  let dead = 0
  let stale = 0
  for (let row = 1; row < sessions.high; row++) {
    const count = tally.sessions.get(row) ?? 0
    const state = sessions.state[row]
    if (state === FREE) same(count, 0, 'paths of a free session')
    else same(sessions.paths[row], count, 'paths of a session')
    total += count
    if (state === DEAD) dead += count
    if (state === STALE) stale += count
  }
  same([sessions.total, sessions.dead, sessions.stale], [total, dead, stale], 'totals of sessions')
}

function checkAttributes(core: Core, tally: Tally): void {
  same(core.attributes.rows.used, tally.attributes.size, 'attribute sets in use')
  const hops = new Map<number, number>()
  for (const [row, count] of tally.attributes) {
    same(core.attributes.refsOf(row), count, 'references of an attribute set')
    bump(hops, core.attributes.nextHopOf(row))
    same(core.attributes.lookUpAgain(row), row, 'the index finds the attribute set')
  }
  for (let row = 1; row < core.nextHops.high; row++) {
    same(core.nextHops.refsOf(row), hops.get(row) ?? 0, 'references of a next hop')
  }
}

function checkGroups(core: Core, tally: Tally): void {
  const cells = new Map<number, number>()
  const visit = (group: number): void => {
    bump(cells, group)
    const rest = core.groups.restOf(group)
    if (cells.get(group) === 1 && rest !== 0) visit(rest)
  }
  for (const [group, { members, admitted }] of tally.members) {
    const counts = core.groups.membersOf(group)
    same([counts.members, counts.admitted], [members, admitted], 'members of a group')
    visit(group)
    if (members > 1) cells.set(group, (cells.get(group) ?? 0) + members - 1)
  }
  for (const [group, refs] of cells) same(core.groups.membersOf(group).refs, refs, 'references of a group')
  same(core.groups.count, cells.size, 'groups in use')
  if (core.groups.isFlipping) return
  same([core.groups.usable, core.groups.inFib], [tally.usable, tally.inFib], 'usable prefixes, FIB routes')
}
