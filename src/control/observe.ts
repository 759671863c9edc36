// What the routers reported, as the API asks for it: status of sessions, and answers in the engine's words. Only this
// folder knows both vocabularies.

import type { Answer as EngineAnswer, Ask, PeerStatus, PropagatedRoute } from '../engine/decision.ts'
import type { Answer, Query, Report } from '../router/protocol.ts'
import type { Warning } from '../telemetry/events.ts'

/** The last word about every peer of one VPC. */
export class Observed {
  readonly #peers = new Map<string, Extract<Report, { type: 'peerStatus' }>>()
  readonly #failed = new Map<string, string>()

  /** Takes a report in. */
  apply(report: Report): void {
    if (report.type === 'peerStatus') this.#peers.set(report.peerId, report)
    else if (report.type === 'listenFailed') this.#failed.set(report.endpointId, report.reason)
    else if (report.type === 'listening') this.#failed.delete(report.endpointId)
  }

  /** The router is gone: every session is down. */
  forget(): void {
    this.#peers.clear()
    this.#failed.clear()
  }

  /** Undefined when nothing was reported: both are down then. */
  peerStatus(peerId: string): PeerStatus | undefined {
    const report = this.#peers.get(peerId)
    return report === undefined ? undefined : { bgp: report.bgp, bfd: report.bfd }
  }

  /** Sessions that are down, with why, and endpoints that cannot listen. */
  warnings(): readonly Warning[] {
    const down = [...this.#peers.values()].filter((report) => report.bgp === 'down')
    return [
      ...down.map(({ peerId, why }) => ({ code: 'session-down', resourceId: peerId, why: `BGP is down: ${why}` })),
      ...[...this.#failed].map(([resourceId, why]) => ({ code: 'endpoint-not-listening', resourceId, why })),
    ]
  }
}

/** The questions to the routers that a question of the engine stands for, by VPC. */
export function queriesOf(ask: Ask): ReadonlyMap<string, Query> {
  if (ask.type === 'routingDatabase') {
    const { vpcId, routeServerId, filters, maxResults, token } = ask
    const query = { type: 'routingDatabase', routeServerId, filters, maxResults } as const
    return new Map([[vpcId, token === undefined ? query : { ...query, token }]])
  }
  const tables = new Map<string, string[]>()
  for (const { vpcId, routeTableId } of ask.tables) {
    const ids = tables.get(vpcId)
    if (ids === undefined) tables.set(vpcId, [routeTableId])
    else ids.push(routeTableId)
  }
  return new Map([...tables].map(([vpcId, routeTableIds]) => [vpcId, { type: 'tableRoutes', routeTableIds }]))
}

/** What a question of the engine gets when no router is concerned. */
export const nothing = (ask: Ask): EngineAnswer =>
  ask.type === 'tableRoutes'
    ? { type: 'tableRoutes', routes: new Map() }
    : { type: 'routingDatabase', areRoutesPersisted: false, routes: [] }

/** The answers of the routers as one answer to the engine; undefined stands for a router that did not answer. */
export function engineAnswer(ask: Ask, answers: readonly (Answer | undefined)[]): EngineAnswer {
  if (answers.some((answer) => answer === undefined)) {
    return { type: 'unavailable', why: 'the router of the VPC does not answer' }
  }
  const [first] = answers
  if (first === undefined) return nothing(ask)
  if (first.type === 'refused') {
    return first.code === 'invalid-token' ? { type: 'badToken' } : nothing(ask)
  }
  if (first.type === 'routingDatabase') return routingDatabase(first)
  return { type: 'tableRoutes', routes: new Map(answers.flatMap((answer) => tableRoutes(answer))) }
}

function tableRoutes(answer: Answer | undefined): [string, readonly PropagatedRoute[]][] {
  if (answer?.type !== 'tableRoutes') return []
  return answer.tables.map(({ routeTableId, routes }) => [
    routeTableId,
    routes.map(({ destination, eniId, nextHop, state, routeServerId }) => ({
      destination,
      networkInterfaceId: eniId,
      nextHop,
      state,
      routeServerId,
    })),
  ])
}

function routingDatabase(answer: Extract<Answer, { type: 'routingDatabase' }>): EngineAnswer {
  const routes = answer.routes.map((route) => ({
    routeServerEndpointId: route.endpointId,
    routeServerPeerId: route.peerId,
    prefix: route.prefix,
    asPaths: route.asPath,
    ...(route.med === undefined ? {} : { med: route.med }),
    nextHopIp: route.nextHop,
    inFib: route.status === 'in-fib',
    installations: route.installations.map(({ routeTableId, status, reason }) => ({
      routeTableId,
      installed: status === 'installed',
      ...(reason === undefined ? {} : { reason }),
    })),
  }))
  const { areRoutesPersisted, nextToken } = answer
  return { type: 'routingDatabase', areRoutesPersisted, routes, ...(nextToken === undefined ? {} : { nextToken }) }
}
