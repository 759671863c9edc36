// A route server inside the router: one RIB, one FIB (behaviour reference 1), with its limits and its persistence.

import type { Seed } from '../base/prng.ts'
import type { Prefix } from '../base/ip.ts'
import type { Duration, Instant } from '../base/time.ts'
import { Rib } from '../rib/rib.ts'
import { FibView } from './fib-view.ts'
import type { DesiredRouteServer } from './protocol.ts'

/** What was kept of a route server before the process was restarted. */
export interface Saved {
  readonly resetGeneration: number
  readonly parts: readonly Uint8Array[]
}

/** What happened to the FIB since somebody last asked. */
export type FibNews =
  | { readonly type: 'appeared' | 'disappeared'; readonly prefix: Prefix }
  /** A forwarding group leads elsewhere, perhaps nowhere or somewhere again: its routes may be there or not. */
  | { readonly type: 'flipped' }
  /** Too much to tell: read it all. */
  | { readonly type: 'resync' }

export class RouteServer {
  readonly id: string
  readonly rib: Rib
  readonly fib: FibView
  readonly logsRoutes: boolean
  config: DesiredRouteServer
  /** Whether the routes were persisted when that was last reported. */
  persisted = false
  /** Sessions that are Established. */
  sessionsUp = 0
  #isWatched = false

  constructor(
    config: DesiredRouteServer,
    options: { readonly seed: Seed; readonly routeLog: boolean },
    isActive: (eniId: string) => boolean,
  ) {
    this.id = config.routeServerId
    this.config = config
    this.logsRoutes = options.routeLog
    this.rib = new Rib({ ...options, ...limitsOf(config) })
    this.fib = new FibView(this.rib, isActive)
    this.rib.setPersist(persistOf(config))
  }

  /** Takes over what changed in the configuration. Whether the limits did. */
  configure(config: DesiredRouteServer): boolean {
    const before = this.config
    this.config = config
    const isLimited = JSON.stringify(before.limits) !== JSON.stringify(config.limits)
    if (isLimited) this.rib.setLimits(limitsOf(config))
    if (JSON.stringify(before.persist) === JSON.stringify(config.persist)) return isLimited
    this.rib.setPersist(persistOf(config))
    if (config.persist.resetGeneration > before.persist.resetGeneration) this.rib.resetPersisted()
    return isLimited
  }

  /** Whether somebody wants to know what comes and goes in the FIB from now on. */
  watch(isWatched: boolean): void {
    if (isWatched === this.#isWatched) return
    this.#isWatched = isWatched
    this.rib.setChanges(isWatched)
  }

  /** Up to `limit` changes of the FIB since the last call. */
  drainNews(limit: number): { readonly news: readonly FibNews[]; readonly more: boolean } {
    const changes = this.rib.drainChanges(limit)
    const news: FibNews[] = []
    for (const change of changes) {
      if (change.type === 'prefix') news.push({ type: 'appeared', prefix: change.prefix })
      else if (change.type === 'gone') news.push({ type: 'disappeared', prefix: change.prefix })
      else if (change.type === 'resync') news.push({ type: 'resync' })
      else if (change.type === 'group' && news.at(-1)?.type !== 'flipped') news.push({ type: 'flipped' })
    }
    return { news, more: changes.length >= limit }
  }

  /** Takes back what was kept; a reset that was asked for meanwhile is obeyed. The peers must have been added. */
  restore(saved: Saved, now: Instant, grace: Duration): void {
    const { enabled, resetGeneration } = this.config.persist
    if (enabled && resetGeneration > saved.resetGeneration) return
    for (const part of saved.parts) this.rib.restore(part)
    this.rib.restored(now, grace)
  }
}

const persistOf = ({ persist }: DesiredRouteServer): { enabled: boolean; durationMinutes: number } => ({
  enabled: persist.enabled,
  durationMinutes: persist.durationSeconds / 60,
})

/** Without the mode: in hard mode the RIB refuses all the same, and the router closes the session. */
const limitsOf = ({ limits }: DesiredRouteServer): { routesPerPeerMax?: number; routesPerServerMax?: number } => ({
  ...(limits.routesPerPeerMax === undefined ? {} : { routesPerPeerMax: limits.routesPerPeerMax }),
  ...(limits.routesPerServerMax === undefined ? {} : { routesPerServerMax: limits.routesPerServerMax }),
})
