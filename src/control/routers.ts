// All routers of a server: which VPCs need one, what each should be, what they say. Level-triggered: a change marks its
// VPC, and what the VPC should be is computed once for all changes of a turn, or at once when somebody asks. Nothing is
// lost when a router dies, because the next one is sent the whole.

import type { Answer as EngineAnswer, Ask, PeerStatus } from '../engine/decision.ts'
import type { Event, Scope } from '../engine/events.ts'
import { scopeKey } from '../engine/events.ts'
import { regionOf } from '../engine/state.ts'
import type { State } from '../engine/state.ts'
import type { Answer, Query, Report } from '../router/protocol.ts'
import type { MetricSample } from '../telemetry/metrics.ts'
import type { Warning } from '../telemetry/events.ts'
import { desiredVpc, vpcsWithRouter } from './desired.ts'
import { RouterLink } from './link.ts'
import type { LinkWorld } from './link.ts'
import { Observed, engineAnswer, nothing, queriesOf } from './observe.ts'
import type { RouterSettings } from './settings.ts'
import { concernOf, startOf, vpcOfRouteServer } from './vpc-of.ts'

/** What all routers together need of the world. */
export interface RoutersWorld extends LinkWorld {
  /** Decisions that only the engine may take. */
  readonly endpointFailed: (endpointId: string, reason: string) => void
  /** Every report, for logs and notifications. */
  readonly report?: (scope: Scope, vpcId: string, report: Report) => void
  /** A router process ended without having been asked to. */
  readonly lost?: (vpcId: string, why: string) => void
}

interface Held {
  readonly scope: Scope
  readonly link: RouterLink
  readonly observed: Observed
}

interface Dirty {
  readonly scope: Scope
  readonly vpcIds: Set<string> | undefined
}

const METRICS_WITHIN = 2_000
/** Milliseconds: changes reach a router at the latest so long after they were made. */
const FLUSH_PAUSE_MAX = 500

/** Keeps the contract of `Control` of server/control.ts. */
export class Routers {
  readonly #settings: RouterSettings
  readonly #world: RoutersWorld
  readonly #held = new Map<string, Held>()
  readonly #ending = new Set<Promise<void>>()
  /** Scopes whose VPCs may want another configuration, by key; `vpcIds` when it is only some of them. */
  readonly #dirty = new Map<string, Dirty>()
  #state: State | undefined
  #flushing = false
  /** Milliseconds that the last flush took. */
  #lastTook = 0
  #stopped = false

  constructor(settings: RouterSettings, world: RoutersWorld) {
    this.#settings = settings
    this.#world = world
  }

  /** Makes the routers what `state` holds; also after a state was built anew. */
  start(state: State): void {
    this.#state = state
    for (const { scope } of state.regions.values()) this.#dirty.set(scopeKey(scope), { scope, vpcIds: undefined })
    for (const { scope } of this.#held.values()) this.#dirty.set(scopeKey(scope), { scope, vpcIds: undefined })
    this.#flush()
  }

  /** Events were applied; the routers are told in the next turn. */
  changed(state: State, events: readonly Event[]): void {
    this.#state = state
    for (const event of events) this.#mark(state, event)
    if (this.#dirty.size === 0 || this.#flushing) return
    this.#flushing = true
    // Large VPCs take their time: they may have a tenth of it.
    this.#world.later(Math.min(this.#lastTook * 10, FLUSH_PAUSE_MAX), () => this.#flush())
  }

  #mark(state: State, event: Event): void {
    const concern = concernOf(state, event)
    if (concern === 'none') return
    const key = scopeKey(event.scope)
    const dirty = this.#dirty.get(key)
    if (concern === undefined) this.#dirty.set(key, { scope: event.scope, vpcIds: undefined })
    else if (dirty === undefined) this.#dirty.set(key, { scope: event.scope, vpcIds: new Set([concern.vpcId]) })
    else dirty.vpcIds?.add(concern.vpcId)
  }

  /** Operational data for a decision, from routers that know everything that was applied before. */
  async ask(ask: Ask): Promise<EngineAnswer> {
    this.#flush()
    const asked = [...queriesOf(ask)].flatMap(([vpcId, query]) => {
      const held = this.#held.get(vpcId)
      return held === undefined ? [] : [held.link.query(query)]
    })
    return asked.length === 0 ? nothing(ask) : engineAnswer(ask, await Promise.all(asked))
  }

  /**
   * Resolves when the routers have done everything that was applied before: endpoints listen, peers are expected. A
   * router that does not say so in two seconds is not waited for.
   */
  async applied(): Promise<void> {
    this.#flush()
    await Promise.all([...this.#held.values()].map(({ link }) => link.applied()))
  }

  /** A question about a route server in the router's own words; undefined when none answers. */
  async aboutServer(routeServerId: string, query: (routeServerId: string) => Query): Promise<Answer | undefined> {
    this.#flush()
    const vpcId = this.#state === undefined ? undefined : vpcOfRouteServer(this.#state, routeServerId)
    if (vpcId === undefined)
      return { type: 'refused', code: 'not-found', why: `${routeServerId} is not associated with a VPC` }
    return this.#held.get(vpcId)?.link.query(query(routeServerId))
  }

  /** Which interface a packet from a subnet, an interface or a gateway reaches; undefined when no router answers. */
  async trace(fromId: string, to: string): Promise<Answer | undefined> {
    this.#flush()
    const start = this.#state === undefined ? undefined : startOf(this.#state, fromId)
    if (start === undefined) {
      return { type: 'refused', code: 'not-found', why: `${fromId} is no subnet, interface or attached gateway` }
    }
    const held = this.#held.get(start.vpcId)
    if (held === undefined) return { type: 'refused', code: 'not-found', why: `${start.vpcId} has no route server` }
    return held.link.query({ type: 'trace', from: start.from, to })
  }

  peerStatus(peerId: string): PeerStatus {
    for (const { observed } of this.#held.values()) {
      const status = observed.peerStatus(peerId)
      if (status !== undefined) return status
    }
    return { bgp: 'down', bfd: 'down' }
  }

  /** What every router counts; one that does not answer in time is left out. */
  async metrics(): Promise<readonly MetricSample[]> {
    this.#flush()
    const held = [...this.#held.values()]
    const answers = await Promise.all(held.map(({ link }) => link.query({ type: 'metrics' }, METRICS_WITHIN)))
    const restarts = held.map(({ link }) => ({
      name: 'vrs_router_restarts_total',
      labels: { vpc: link.vpcId },
      value: link.restarts,
    }))
    return [...restarts, ...answers.flatMap((answer) => (answer?.type === 'metrics' ? answer.samples : []))]
  }

  /** What an operator of these VPCs (all, when none is named) should know. */
  async warnings(vpcIds?: readonly string[]): Promise<readonly Warning[]> {
    this.#flush()
    const held = [...this.#held].filter(([vpcId]) => vpcIds?.includes(vpcId) !== false).map(([, one]) => one)
    const answers = await Promise.all(held.map(({ link }) => link.query({ type: 'warnings' }, METRICS_WITHIN)))
    return [
      ...held.flatMap(({ observed }) => observed.warnings()),
      ...answers.flatMap((answer) => (answer?.type === 'warnings' ? answer.warnings : [])),
    ]
  }

  /** Closes all sessions (Cease) and ends the routers. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const vpcId of this.#held.keys()) this.#end(vpcId, 'the server is shutting down')
    await Promise.all(this.#ending)
  }

  #flush(): void {
    this.#flushing = false
    if (this.#state === undefined || this.#stopped) return
    const began = this.#world.now()
    for (const dirty of this.#dirty.values()) this.#reconcile(this.#state, dirty)
    if (this.#dirty.size > 0) this.#lastTook = Math.floor(this.#world.now() - began)
    this.#dirty.clear()
  }

  #reconcile(state: State, { scope, vpcIds }: Dirty): void {
    const region = regionOf(state, scope)
    const wanted = vpcsWithRouter(region)
    const concerned = (vpcId: string): boolean => vpcIds === undefined || vpcIds.has(vpcId)
    for (const [vpcId, held] of this.#held) {
      if (!concerned(vpcId)) continue
      if (scopeKey(held.scope) === scopeKey(scope) && !wanted.has(vpcId))
        this.#end(vpcId, 'no route server is associated')
    }
    for (const vpcId of wanted) {
      if (!concerned(vpcId)) continue
      const desired = desiredVpc(region, vpcId, this.#settings)
      if (desired !== undefined) (this.#held.get(vpcId) ?? this.#begin(vpcId, scope)).link.desire(desired)
    }
  }

  #begin(vpcId: string, scope: Scope): Held {
    const observed = new Observed()
    const link = new RouterLink(vpcId, this.#world, {
      report: (report) => {
        observed.apply(report)
        if (report.type === 'listenFailed') this.#world.endpointFailed(report.endpointId, report.reason)
        this.#world.report?.(scope, vpcId, report)
      },
      lost: (why) => {
        observed.forget()
        this.#world.lost?.(vpcId, why)
      },
    })
    const held = { scope, link, observed }
    this.#held.set(vpcId, held)
    return held
  }

  #end(vpcId: string, why: string): void {
    const held = this.#held.get(vpcId)
    this.#held.delete(vpcId)
    if (held === undefined) return
    const ending = held.link.stop(why).finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }
}
