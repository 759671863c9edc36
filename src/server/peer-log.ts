// The logs of all peers as JSON lines: what AWS delivers through vended logs (VPC User Guide, route-server-peer-logging), and
// lines of our own type `Session` that say why a session ended. One file for all peers; `resource_arn` tells them apart.

import type { Scope } from '../engine/events.ts'
import { partitionOf } from '../engine/regions.ts'
import { wallClock } from '../host/clock.ts'
import { LineFile } from '../host/line-file.ts'
import type { Report } from '../router/protocol.ts'
import type { PeerLogRecord, SessionEvent } from '../telemetry/events.ts'

/** What the log needs: where lines go and what time it is. */
export interface PeerLogOptions {
  readonly add: (line: string) => void
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number
}

type StatusType = 'BGPStatus' | 'BFDStatus'

export class PeerLog {
  readonly #options: PeerLogOptions
  /** What is UP, by VPC: the router that would say otherwise can die. */
  readonly #up = new Map<
    string,
    Map<string, { readonly scope: Scope; readonly peerId: string; readonly type: StatusType }>
  >()

  constructor(options: PeerLogOptions) {
    this.#options = options
  }

  /** Takes the lines out of a report. */
  report(scope: Scope, vpcId: string, report: Report): void {
    if (report.type === 'session') this.#options.add(sessionLine(scope, report.event))
    if (report.type !== 'peerLog') return
    for (const record of report.records) {
      if (record.type !== 'RouteStatus') this.#remember(scope, vpcId, record)
      this.#options.add(recordLine(scope, record))
    }
  }

  /** The router of a VPC died: its sessions are down, and nobody else will say so. */
  lost(vpcId: string, why: string): void {
    const at = this.#options.wallClock()
    for (const { scope, peerId: resourceId, type } of this.#up.get(vpcId)?.values() ?? []) {
      if (type === 'BGPStatus') {
        this.#options.add(sessionLine(scope, { at, resourceId, kind: 'bgp', why: `the router ended: ${why}` }))
      }
      this.#options.add(recordLine(scope, { resourceId, eventTimestamp: at, type, status: 'DOWN', message: null }))
    }
    this.#up.delete(vpcId)
  }

  #remember(scope: Scope, vpcId: string, { resourceId: peerId, type, status }: PeerLogRecord): void {
    if (type === 'RouteStatus') return
    const up = this.#up.get(vpcId) ?? new Map()
    this.#up.set(vpcId, up)
    if (status === 'UP') up.set(`${type} ${peerId}`, { scope, peerId, type })
    else up.delete(`${type} ${peerId}`)
  }
}

const arnOf = ({ account, region }: Scope, peerId: string): string =>
  `arn:${partitionOf(region)}:ec2:${region}:${account}:route-server-peer/${peerId}`

function recordLine(scope: Scope, { resourceId, eventTimestamp, type, status, message }: PeerLogRecord): string {
  return JSON.stringify({
    resource_arn: arnOf(scope, resourceId),
    event_timestamp: eventTimestamp,
    type,
    status,
    message,
  })
}

function sessionLine(scope: Scope, { resourceId, at, why, sent, received }: SessionEvent): string {
  return JSON.stringify({
    resource_arn: arnOf(scope, resourceId),
    event_timestamp: at,
    type: 'Session',
    status: 'ENDED',
    message: { why, ...(sent === undefined ? {} : { sent }), ...(received === undefined ? {} : { received }) },
  })
}

/** Stands for lines that could not be written. */
const lostLine = (lines: number): string =>
  JSON.stringify({ event_timestamp: wallClock(), type: 'Log', status: 'LOST', message: { lines } })

/** The log in a file, or on standard error for `-`. Throws what the file system says. */
export function openPeerLog(path: string, say: (message: string) => void): PeerLog & { close(): Promise<void> } {
  const file = new LineFile(path, { say: (why) => say(`the peer log cannot be written: ${why}`), lostLine })
  const log = new PeerLog({ add: (line) => file.add(line), wallClock })
  return Object.assign(log, { close: () => file.close() })
}
