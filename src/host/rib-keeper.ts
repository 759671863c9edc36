// Writes the routes of every route server to its file now and then, in slices, and once more before an orderly end.

import type { Prefix } from '../base/ip.ts'
import type { RouteServer } from '../router/route-server.ts'
import type { Router } from '../router/router.ts'
import { now } from './clock.ts'
import { saveRib } from './rib-files.ts'

const EVERY_MS = 5_000
/** Saving may take this share of the time at most. */
const SHARE = 20
/** Prefixes in one slice. */
const SLICE = 2_000

export class RibKeeper {
  readonly #router: Router
  readonly #directory: string
  readonly #log: (why: string) => void
  /** What the counters of a server were when it was last saved. */
  readonly #saved = new Map<string, string>()
  #timer: NodeJS.Timeout | undefined
  #saving: Promise<void> = Promise.resolve()

  constructor(router: Router, directory: string, log: (why: string) => void) {
    this.#router = router
    this.#directory = directory
    this.#log = log
    this.#later(EVERY_MS)
  }

  /** Saves what has changed and stops. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#saving
    await this.#saveAll()
  }

  #later(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      const began = now()
      this.#saving = this.#saveAll()
      void this.#saving.finally(() => this.#later(Math.max(EVERY_MS, ((now() - began) / 1_000) * SHARE)))
    }, milliseconds)
    this.#timer.unref()
  }

  async #saveAll(): Promise<void> {
    for (const server of this.#router.servers.values()) {
      const version = this.#versionOf(server)
      if (this.#saved.get(server.id) === version) continue
      try {
        await saveRib(this.#directory, server.id, server.config.persist.resetGeneration, parts(server))
        this.#saved.set(server.id, version)
      } catch (error) {
        // A full disk: routes are learned again after a restart, so that is no reason to stop.
        this.#log(`cannot save the routes of ${server.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  /** Equal when nothing can have changed. */
  #versionOf(server: RouteServer): string {
    let sum = 0
    for (const { server: owner, counters } of this.#router.peers.values()) {
      if (owner === server) sum += counters.updates + counters.flaps
    }
    return `${sum} ${server.config.persist.resetGeneration} ${server.rib.persist.phase} ${server.rib.counts().paths}`
  }
}

async function* parts(server: RouteServer): AsyncGenerator<Uint8Array> {
  let after: Prefix | undefined
  while (server.rib.arrange(SLICE)) await nextTurn()
  do {
    const { part, next } = server.rib.snapshot(after, SLICE)
    yield part
    after = next
    await nextTurn()
  } while (after !== undefined)
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
