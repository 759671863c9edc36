// Random histories of a route server against the naive engine: after every step the FIB, the pages, the explanations and
// the counts are what a recomputation gives, and everything counted is counted right. A failure names its seed:
// SEED=n runs that one alone, TIMES=n that many times the usual number.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparePrefixes, formatAddress, formatPrefix } from '../base/ip.ts'
import { Prng } from '../base/prng.ts'
import { instant, sec } from '../base/time.ts'
import { checkInvariants } from './invariants.testing.ts'
import { Mirror } from './mirror.testing.ts'
import { NaiveRib } from './naive-rib.testing.ts'
import type { NaivePath } from './naive-rib.testing.ts'
import { Rib } from './rib.ts'
import type { NextHopOwner, PathCursor, PeerConfig, Rule, SessionParameters } from './route.ts'
import { drain, fibTexts, ownerOf, pathText, pathTexts, prefixOf, viewOf } from './views.testing.ts'
import type { Said } from './views.testing.ts'

const RULES: readonly Rule[] = [
  'fresh',
  'local-pref',
  'as-path-length',
  'origin',
  'med',
  'external',
  'router-id',
  'peer-address',
  'endpoint-id',
]

const seeds = (count: number): number[] => {
  const { SEED, TIMES } = process.env
  if (SEED !== undefined) return [Number(SEED)]
  return Array.from({ length: count * Number(TIMES ?? 1) }, (_, i) => i + 1)
}

function eachSeed(count: number, run: (seed: number) => void): void {
  for (const seed of seeds(count)) {
    try {
      run(seed)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
}

test('small worlds: every step equals a naive recomputation', () => {
  eachSeed(400, (seed) => {
    const world = new World(seed, { prefixes: 14, peers: 5 })
    for (let step = 0; step < 60; step++) {
      world.step()
      world.check()
    }
    world.end()
  })
})

test('small worlds with limits: first come, first kept, and no slot stays empty', () => {
  eachSeed(300, (seed) => {
    const world = new World(seed, { prefixes: 14, peers: 5, limits: true })
    for (let step = 0; step < 60; step++) {
      world.step()
      world.check()
    }
    world.end()
  })
})

test('larger worlds: indexes split, chains burst, rows are used again', () => {
  eachSeed(4, (seed) => {
    const world = new World(seed, { prefixes: 9000, peers: 4, limits: seed % 2 === 0 })
    for (let step = 0; step < 300; step++) {
      world.step()
      if (step % 60 === 59) world.check(false)
    }
    world.end()
  })
})

test('pages are complete and in order while routes change', () => {
  eachSeed(30, (seed) => {
    const world = new World(seed, { prefixes: 400, peers: 4 })
    for (let step = 0; step < 60; step++) world.step()
    world.pageWhileChanging()
  })
})

// ---

interface Size {
  readonly prefixes: number
  readonly peers: number
  readonly limits?: boolean
}

const HOPS4 = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '127.0.0.1', '192.168.0.1']
const HOPS6 = ['fd00::1', 'fd00::2', '::ffff:10.0.0.1', '::ffff:10.0.0.9', 'link-local', 'fd00::9']
const OWNED = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.9', 'fd00::1', 'fd00::2']

class World {
  readonly #prng: Prng
  readonly #size: Size
  readonly #naive = new NaiveRib()
  readonly #prefixes: readonly string[]
  #rib: Rib
  #mirror = new Mirror(false)
  #now = 0
  #fibMax = Infinity
  /** The FIB after the last check, for first come, first kept. */
  #before = new Set<string>()
  #drained = true
  #purging = false
  /** The limit has changed, and reservations may be left from before. */
  #lowered = false
  /** What the FIB may hold: the limit, or what it held when that was lowered. */
  #most = Infinity
  readonly #log: string[] = []

  constructor(seed: number, size: Size) {
    this.#prng = new Prng(seed * 7919)
    this.#size = size
    this.#prefixes = Array.from({ length: size.prefixes }, () => this.#randomPrefix())
    this.#rib = this.#newRib()
    if (size.limits === true) this.#setLimits()
    this.#setOwners()
    for (let i = 0; i < size.peers; i++) this.#addPeer(i)
  }

  #newRib(): Rib {
    const changes = this.#chance(2) ? 'groups' : true
    this.#mirror = new Mirror(changes === 'groups')
    return new Rib({ seed: this.#prng.u32(), changes })
  }

  #randomPrefix(): string {
    const { below } = { below: (n: number) => this.#prng.below(n) }
    const crowded = below(2) === 0
    if (below(3) === 0) {
      const text = crowded
        ? `2001:db8::${below(0xffff).toString(16)}/${128 - below(3)}`
        : `20${below(100)}:${below(9999)}::/${20 + below(40)}`
      return formatPrefix(prefixOf(text))
    }
    const text = crowded
      ? `10.1.${below(4)}.${below(256)}/${32 - below(9)}`
      : `${1 + below(220)}.${below(256)}.${below(256)}.0/${below(25)}`
    return formatPrefix(prefixOf(text))
  }

  #chance(of: number): boolean {
    return this.#prng.below(of) === 0
  }

  #note(text: string): void {
    this.#log.push(text)
  }

  // --- steps

  step(): void {
    const kinds = [
      ...Array.from({ length: 16 }, () => () => this.#update()),
      ...Array.from({ length: 3 }, () => () => this.#flap()),
      ...Array.from({ length: 3 }, () => () => this.#comeUp()),
      () => this.#setOwners(),
      () => this.#setPersist(),
      () => this.#passTime(),
      () => this.#refresh(),
      () => (this.#chance(4) ? this.#reset() : this.#update()),
      () => (this.#chance(4) ? this.#replacePeer() : this.#update()),
      () => (this.#chance(6) ? this.#restart() : this.#update()),
      () => (this.#size.limits === true && this.#chance(3) ? this.#setLimits() : this.#update()),
    ]
    this.#prng.pick(kinds)()
    this.#drained = false
    if (this.#chance(2)) this.#work()
  }

  #work(): void {
    if (this.#chance(2)) {
      drain(this.#rib, 1 + this.#prng.below(50))
      this.#drained = true
      this.#purging = false
    } else {
      this.#rib.work(1 + this.#prng.below(4))
    }
  }

  #pickPeer(up: boolean): string | undefined {
    const ids = [...this.#naive.peers].filter(([, peer]) => (peer.session !== undefined) === up).map(([id]) => id)
    return ids.length === 0 ? undefined : this.#prng.pick(ids)
  }

  #row(id: string): number {
    return this.#rib.peerRow(id) as number
  }

  #addPeer(i: number): void {
    // Some peers are the same device behind two endpoints.
    const peerAddress = 0x0a000001 + (i % 3)
    const config: PeerConfig = { peerId: `p${i}`, endpointId: `e${i % 4}`, peerAddress }
    this.#naive.addPeer(config)
    this.#rib.addPeer(config)
  }

  #replacePeer(): void {
    const id = this.#prng.pick([...this.#naive.peers.keys()])
    this.#note(`remove and add ${id}`)
    const { config } = this.#naive.peer(id)
    this.#naive.removePeer(id)
    this.#rib.removePeer(this.#row(id))
    this.#naive.addPeer(config)
    this.#rib.addPeer(config)
  }

  #comeUp(): void {
    const id = this.#pickPeer(false)
    if (id === undefined) return this.#update()
    const session: SessionParameters = { routerId: 1 + this.#prng.below(2), external: !this.#chance(3) }
    this.#note(`up ${id} ${JSON.stringify(session)}`)
    this.#naive.sessionUp(id, session, this.#now)
    this.#rib.sessionUp(this.#row(id), session, instant(this.#now))
  }

  #flap(): void {
    const id = this.#pickPeer(true)
    if (id === undefined) return this.#comeUp()
    this.#note(`down ${id}`)
    this.#naive.sessionDown(id)
    this.#rib.sessionDown(this.#row(id))
  }

  #update(): void {
    const id = this.#pickPeer(true)
    if (id === undefined) return this.#comeUp()
    const most = this.#size.prefixes > 100 ? 400 : 4
    const some = (): string[] => Array.from({ length: this.#prng.below(most) }, () => this.#prng.pick(this.#prefixes))
    const said: Said = {
      announce: some(),
      withdraw: this.#chance(3) ? some() : [],
      nextHop: this.#prng.pick(HOPS4),
      nextHop6: this.#prng.pick(HOPS6),
      med: this.#chance(2) ? undefined : this.#prng.below(2) * 4_000_000_000,
      summary: {
        asPathLength: 1 + this.#prng.below(2),
        origin: this.#chance(4) ? 2 : 0,
        localPref: this.#chance(6) ? 200 : 100,
        looped: this.#chance(10),
        gracefulShutdown: this.#chance(10),
      },
      outcome: this.#chance(15) ? 'treat-as-withdraw' : this.#chance(40) ? 'session-reset' : 'ok',
      extra: 'x'.repeat(this.#prng.below(3) * 40),
    }
    if (most < 10) this.#note(`${id} says ${JSON.stringify(said)}`)
    const refused = this.#naive.refused
    this.#naive.apply(id, said)
    const applied = this.#rib.apply(this.#row(id), viewOf(said))
    if (!this.#purging) assert.equal(applied.refused, this.#naive.refused - refused, 'refused')
  }

  #setOwners(): void {
    const owners: NextHopOwner[] = OWNED.filter(() => !this.#chance(4)).map((text, i) => ownerOf(text, `eni-${i}`))
    if (this.#chance(2)) owners.push(ownerOf('10.0.0.4', 'eni-endpoint', true))
    if (this.#chance(2)) owners.push({ ...ownerOf('127.0.0.1', 'eni-0'), canonical: ownerOf('10.0.0.1', '').canonical })
    this.#note(`owners ${owners.map((owner) => formatAddress(owner.address)).join(' ')}`)
    this.#naive.owners = new Map(owners.map((owner) => [formatAddress(owner.address), owner]))
    this.#rib.setNextHops(owners)
  }

  #setPersist(): void {
    const enabled = !this.#chance(3)
    const durationMinutes = 1 + this.#prng.below(5)
    this.#note(`persist ${enabled} ${durationMinutes}`)
    this.#naive.setPersist(enabled, durationMinutes)
    this.#rib.setPersist({ enabled, durationMinutes })
  }

  #reset(): void {
    this.#note('reset')
    this.#naive.resetPersisted()
    this.#rib.resetPersisted()
  }

  #passTime(): void {
    this.#now += this.#prng.below(200) * 1_000_000
    this.#note(`time ${this.#now}`)
    this.#naive.clock(this.#now)
    this.#rib.clock(instant(this.#now))
  }

  #refresh(): void {
    const id = this.#pickPeer(true)
    if (id === undefined) return
    const family = this.#chance(3) ? 6 : 4
    if (this.#chance(2)) {
      this.#note(`refresh begin ${id} ${family}`)
      this.#naive.refreshBegin(id, family)
      this.#rib.refreshBegin(this.#row(id), family)
      return
    }
    this.#note(`refresh end ${id} ${family}`)
    this.#naive.refreshEnd(id, family)
    this.#rib.refreshEnd(this.#row(id), family)
    // What a refresh did not bring again is only gone after its clean-up, and counts until then.
    if (this.#size.limits === true) drain(this.#rib)
    else this.#purging = true
  }

  #setLimits(): void {
    this.#lowered = true
    this.#fibMax = this.#chance(4) ? Infinity : this.#prng.below(this.#size.prefixes)
    const routesPerPeerMax = this.#chance(2) ? Infinity : this.#prng.below(this.#size.prefixes)
    this.#note(`limits ${this.#fibMax} ${routesPerPeerMax}`)
    this.#naive.routesPerPeerMax = routesPerPeerMax
    const none = (value: number): number | undefined => (value === Infinity ? undefined : value)
    this.#rib.setLimits({ routesPerServerMax: none(this.#fibMax), routesPerPeerMax: none(routesPerPeerMax) })
  }

  #restart(): void {
    drain(this.#rib)
    this.#purging = false
    this.#note('restart')
    const before = fibTexts(this.#rib, 50).map((text) => text.replace(' stale', ''))
    const parts: Uint8Array[] = []
    let cursor
    do {
      const { part, next } = this.#rib.snapshot(cursor, 1 + this.#prng.below(this.#size.prefixes))
      parts.push(part)
      cursor = next
    } while (cursor !== undefined)
    const { enabled, minutes } = this.#naive.persist
    this.#rib = this.#newRib()
    this.#rib.setPersist({ enabled, durationMinutes: minutes })
    const none = (value: number): number | undefined => (value === Infinity ? undefined : value)
    this.#rib.setLimits({
      routesPerServerMax: none(this.#fibMax),
      routesPerPeerMax: none(this.#naive.routesPerPeerMax),
    })
    for (const { config } of this.#naive.peers.values()) this.#rib.addPeer(config)
    for (const part of parts) assert.equal(this.#rib.restore(part), true)
    this.#rib.restored(instant(this.#now), sec(30))
    this.#rib.setNextHops(this.#naive.owners.values())
    this.#naive.restart(this.#now, sec(30))
    drain(this.#rib)
    // A FIB that held more than a limit that was lowered meanwhile cannot be had again.
    if (before.length <= this.#fibMax) {
      const after = fibTexts(this.#rib, 50).map((text) => text.replace(' stale', ''))
      assert.deepEqual(
        before.filter((text) => !after.includes(text)),
        [],
        'the FIB survives the restart',
      )
    }
    this.#before.clear()
  }

  // --- checks

  /** `isNext`: the world has been checked before its last step. */
  check(isNext = true): void {
    if (!isNext) this.#before.clear()
    try {
      this.#compare()
      checkInvariants(this.#rib.core)
    } catch (error) {
      if (error instanceof Error && this.#size.prefixes < 100) error.message += `\n${this.#log.join('\n')}`
      throw error
    }
  }

  #compare(): void {
    this.#compareState()
    if (this.#purging) return
    const fib: string[] = []
    const usable = new Set<string>()
    const paths: string[] = []
    for (const { prefix, paths: list } of this.#naive.byPrefix()) {
      const text = formatPrefix(prefix)
      const best = this.#naive.best(list)
      const entry = this.#rib.exact(prefix)
      if (best !== undefined) usable.add(text)
      if (entry !== undefined) fib.push(text)
      const isSettled = this.#size.limits !== true || (this.#drained && this.#fibMax === Infinity)
      if (best === undefined || entry !== undefined || isSettled) this.#compareEntry(text, best, entry)
      const others = list.filter((path) => path !== best).sort((a, b) => (a.config.peerId < b.config.peerId ? -1 : 1))
      for (const path of best === undefined ? others : [best, ...others]) {
        paths.push(this.#textOf(path, path === best && entry !== undefined))
      }
      if (this.#size.prefixes < 100) this.#compareExplanation(list, best, entry !== undefined)
    }
    assert.deepEqual(pathTexts(this.#rib, {}, 1 + this.#prng.below(300)), paths, 'paths')
    assert.deepEqual(
      fibTexts(this.#rib, 1 + this.#prng.below(300)).map((text) => text.split(' ')[0]),
      fib,
      'FIB in order',
    )
    this.#compareSlots(fib, usable)
    this.#compareMirror()
  }

  #compareState(): void {
    const counts = this.#rib.counts()
    assert.equal(counts.sessionsUp, this.#naive.up)
    if (this.#purging) return
    const { phase, endsAt } = this.#rib.persist
    assert.deepEqual([phase, endsAt ?? Infinity], [this.#naive.phase, this.#naive.endsAt], 'persist routes')
    const paths = this.#naive.paths
    assert.equal(counts.paths, paths.length, 'paths counted')
    assert.equal(counts.stalePaths, paths.filter((path) => path.stale).length, 'stale paths counted')
    if (this.#drained) assert.equal(counts.awaitingCleanUp, 0)
  }

  #compareEntry(text: string, best: NaivePath | undefined, entry: ReturnType<Rib['exact']>): void {
    const owner = best && this.#naive.ownerOf(best)
    const expected =
      best &&
      `${best.config.peerId} ${owner?.interfaceId} ${formatAddress(owner?.canonical ?? prefixOf(text))} ${best.stale}`
    assert.equal(
      entry && `${entry.peerId} ${entry.interfaceId} ${formatAddress(entry.nextHop)} ${entry.stale}`,
      expected,
      text,
    )
  }

  #textOf(path: NaivePath, inFib: boolean): string {
    const why = this.#naive.whyUnusable(path)
    const stale = path.stale ? ' stale' : ''
    return `${formatPrefix(path.prefix)} ${path.config.peerId} ${inFib ? 'in-fib' : 'in-rib'}${stale}${why === undefined ? '' : ` ${why}`}`
  }

  #compareExplanation(list: readonly NaivePath[], best: NaivePath | undefined, inFib: boolean): void {
    const told = this.#rib.explain((list[0] as NaivePath).prefix)
    assert.equal(told.length, list.length, formatPrefix((list[0] as NaivePath).prefix))
    for (const { path, verdict } of told) {
      const naive = list.find((one) => one.config.peerId === path.peerId) as NaivePath
      const why = this.#naive.whyUnusable(naive)
      if (why !== undefined) assert.deepEqual(verdict, { type: 'unusable', reason: why })
      else if (naive === best) assert.deepEqual(verdict, { type: inFib ? 'won' : 'fib-full' })
      else if (verdict.type === 'lost')
        assert.equal(verdict.rule, RULES[this.#naive.firstDifference(best as NaivePath, naive)])
      else assert.fail(`${pathText(path)}: ${verdict.type}`)
    }
  }

  /** Whoever follows the changes has what the FIB has. */
  #compareMirror(): void {
    if (this.#rib.core.groups.isFlipping) return
    this.#mirror.follow(this.#rib)
    const isGroups = this.#rib.core.changes.mode === 'groups'
    const fib = fibTexts(this.#rib, 1000).map((text) => text.split(' ').slice(0, isGroups ? 3 : 1))
    assert.deepEqual(this.#mirror.routes, fib.map((words) => words.join(' ')).sort(), 'what followers of changes have')
  }

  /** 8.8, and without a limit everything usable is in the FIB at once, clean-up or not. */
  #compareSlots(fib: readonly string[], usable: ReadonlySet<string>): void {
    const isIn = new Set(fib)
    if (!this.#rib.core.groups.isFlipping) assert.equal(this.#rib.counts().fibRoutes, fib.length, 'FIB counted')
    for (const text of this.#before) if (usable.has(text)) assert.ok(isIn.has(text), `${text} lost its slot`)
    if (this.#drained) {
      if (!this.#lowered) assert.ok(fib.length <= this.#most, 'more routes than slots')
      this.#most = Math.max(this.#fibMax, fib.length)
      this.#lowered = false
    }
    if (this.#drained)
      assert.ok(
        fib.length >= Math.min(this.#fibMax, usable.size),
        `empty slots: ${fib.length} of ${this.#fibMax}, ${usable.size}`,
      )
    this.#before = isIn
    if (this.#size.limits !== true) assert.equal(fib.length, usable.size)
  }

  /** Nothing is left behind when everything has gone. */
  end(): void {
    drain(this.#rib)
    this.#drained = true
    this.#purging = false
    this.check(false)
    for (const id of this.#naive.peers.keys()) this.#rib.removePeer(this.#row(id))
    drain(this.#rib)
    checkInvariants(this.#rib.core)
    const { paths, prefixes4, prefixes6, attributeSets, forwardingGroups, fibRoutes, awaitingCleanUp } =
      this.#rib.counts()
    assert.deepEqual(
      [paths, prefixes4, prefixes6, attributeSets, forwardingGroups, fibRoutes, awaitingCleanUp],
      [0, 0, 0, 0, 0, 0, 0],
    )
  }

  /** A reader who takes page after page sees each path that stays exactly once. */
  pageWhileChanging(): void {
    const keyOf = (path: NaivePath): string => `${formatPrefix(path.prefix)} ${path.config.peerId}`
    const staying = new Set(this.#naive.paths.map(keyOf))
    const seen: { prefix: ReturnType<typeof prefixOf>; key: string }[] = []
    let cursor: PathCursor | undefined
    do {
      const page = this.#rib.paths({}, cursor, 1 + this.#prng.below(8), 1 + this.#prng.below(20))
      seen.push(
        ...page.paths.map((path) => ({ prefix: path.prefix, key: `${formatPrefix(path.prefix)} ${path.peerId}` })),
      )
      cursor = page.next === undefined ? undefined : (JSON.parse(JSON.stringify(page.next)) as PathCursor)
      if (this.#chance(2)) this.step()
      const present = new Set(this.#naive.paths.map(keyOf))
      for (const key of staying) if (!present.has(key)) staying.delete(key)
    } while (cursor !== undefined)
    assert.equal(new Set(seen.map(({ key }) => key)).size, seen.length, 'no path twice')
    const keys = new Set(seen.map(({ key }) => key))
    for (const key of staying) assert.ok(keys.has(key), `${key} was not given`)
    for (const [i, { prefix }] of seen.slice(1).entries()) {
      assert.ok(comparePrefixes((seen[i] as (typeof seen)[0]).prefix, prefix) <= 0, 'out of order')
    }
  }
}
