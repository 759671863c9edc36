// The connection to the router process of one VPC: starts it, sends it what it should be, asks it, and starts it again
// when it dies, ever more slowly while it keeps dying. A question waits for a router that is starting, not for ever.

import { changeOf } from '../router/desired-change.ts'
import type { Answer, DesiredVpc, FromRouter, Query, Report, ToRouter } from '../router/protocol.ts'
import { mergeAnswers } from './merge-answers.ts'

/** One end of a channel to a router process. */
export interface RouterChannel {
  send(message: ToRouter): void
  onMessage(handler: (message: FromRouter) => void): void
  onClose(handler: (why: string) => void): void
  close(): void
  kill(): void
}

/** What a link needs of the world. */
export interface LinkWorld {
  /** Starts the router process of a VPC. */
  readonly start: (vpcId: string) => RouterChannel
  /** Runs `task` once after so many milliseconds; the result cancels it. */
  readonly later: (milliseconds: number, task: () => void) => () => void
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number
}

export interface LinkEvents {
  readonly report: (report: Report) => void
  /** The router is gone without having been asked to: nothing that it reported holds any more. */
  readonly lost: (why: string) => void
}

interface Waiting {
  readonly query: Query
  readonly parts: Answer[]
  readonly done: (answer: Answer | undefined) => void
  readonly cancel: () => void
}

const BACK_OFF_FIRST = 100
const BACK_OFF_MAX = 10_000
/** A router that ran this long starts again without delay. */
const STEADY = 60_000
const ANSWER_WITHIN = 10_000
const STOP_WITHIN = 3_000
const APPLIED_WITHIN = 2_000

export class RouterLink {
  readonly vpcId: string
  /** How often the process was started again. */
  restarts = 0
  readonly #world: LinkWorld
  readonly #events: LinkEvents
  #channel: RouterChannel | undefined
  #startedAt = 0
  #backOff = BACK_OFF_FIRST
  #cancelRestart: (() => void) | undefined
  #desired: DesiredVpc | undefined
  /** What the process of this channel was told; undefined: nothing yet. */
  #sent: DesiredVpc | undefined
  /** The router has said that it has done what was sent last. */
  #isApplied = false
  #applying: { readonly sent: DesiredVpc | undefined; readonly done: Promise<void> } | undefined
  #stopped: (() => void) | undefined
  #lastQuery = 0
  readonly #waiting = new Map<number, Waiting>()

  constructor(vpcId: string, world: LinkWorld, events: LinkEvents) {
    this.vpcId = vpcId
    this.#world = world
    this.#events = events
    this.#start()
  }

  /** What the router should be from now on: all of it is sent to a new process, then only what differs. */
  desire(desired: DesiredVpc): void {
    this.#desired = desired
    if (this.#channel === undefined) return
    const change = this.#sent === undefined ? undefined : changeOf(this.#sent, desired)
    if (this.#sent === undefined) this.#channel.send({ type: 'desired', desired })
    else if (change === undefined) return
    else this.#channel.send({ type: 'change', change })
    this.#sent = desired
    this.#isApplied = false
  }

  /** Resolves when the router has done everything that was desired so far, or when it does not say so in time. */
  async applied(within = APPLIED_WITHIN): Promise<void> {
    if (this.#isApplied) return
    const sent = this.#sent
    if (this.#applying === undefined || this.#applying.sent !== sent) {
      this.#applying = { sent, done: this.#askApplied(sent, within) }
    }
    await this.#applying.done
  }

  async #askApplied(sent: DesiredVpc | undefined, within: number): Promise<void> {
    const answer = await this.query({ type: 'applied' }, within)
    if (this.#applying?.sent === sent) this.#applying = undefined
    if (answer !== undefined && sent === this.#sent) this.#isApplied = true
  }

  /** The answer to a question, from a state that has everything sent before; undefined when none came in time. */
  query(query: Query, within = ANSWER_WITHIN): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const id = ++this.#lastQuery
      const cancel = this.#world.later(within, () => this.#finish(id, undefined))
      this.#waiting.set(id, { query, parts: [], done: resolve, cancel })
      this.#channel?.send({ type: 'query', id, query })
    })
  }

  /** Closes all sessions and ends the process, by force when it does not end. */
  stop(why: string): Promise<void> {
    this.#cancelRestart?.()
    const channel = this.#channel
    if (channel === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#world.later(STOP_WITHIN, () => channel.kill())
      this.#stopped = () => {
        cancel()
        resolve()
      }
      channel.send({ type: 'stop', why })
    })
  }

  #start(): void {
    const channel = this.#world.start(this.vpcId)
    this.#channel = channel
    this.#startedAt = this.#world.now()
    this.#sent = undefined
    channel.onMessage((message) => {
      if (channel === this.#channel) this.#received(message)
    })
    channel.onClose((why) => {
      if (channel === this.#channel) this.#closed(why)
    })
    if (this.#desired !== undefined) this.desire(this.#desired)
    for (const [id, { query }] of this.#waiting) channel.send({ type: 'query', id, query })
  }

  #received(message: FromRouter): void {
    switch (message.type) {
      case 'reports':
        for (const report of message.reports) this.#events.report(report)
        return undefined
      case 'answer': {
        const waiting = this.#waiting.get(message.id)
        waiting?.parts.push(message.answer)
        if (message.last && waiting !== undefined) this.#finish(message.id, mergeAnswers(waiting.parts))
        return undefined
      }
      case 'ready':
      case 'stopped':
        return undefined
    }
  }

  #finish(id: number, answer: Answer | undefined): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.cancel()
    waiting?.done(answer)
  }

  #closed(why: string): void {
    this.#channel = undefined
    this.#isApplied = false
    if (this.#stopped === undefined) this.#events.lost(why)
    else {
      for (const id of this.#waiting.keys()) this.#finish(id, undefined)
      return this.#stopped()
    }
    // Parts of an answer that will not be finished are worth nothing.
    for (const { parts } of this.#waiting.values()) parts.length = 0
    if (this.#world.now() - this.#startedAt >= STEADY) this.#backOff = BACK_OFF_FIRST
    this.#cancelRestart = this.#world.later(this.#backOff, () => {
      this.restarts++
      this.#start()
    })
    this.#backOff = Math.min(this.#backOff * 2, BACK_OFF_MAX)
    return undefined
  }
}
