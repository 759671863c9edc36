// What happened, as plain records. The peer log follows "Monitoring route server peers" of the VPC User Guide (log type
// EVENT_LOGS); the notices follow its SNS messages. Nothing here knows where records go.

/** One line of a peer's log (VPC User Guide, route-server-peer-logging). `resourceId` becomes the ARN where it is written. */
export type PeerLogRecord =
  | {
      readonly resourceId: string
      /** Wall clock, milliseconds since the epoch. */
      readonly eventTimestamp: number
      readonly type: 'RouteStatus'
      readonly status: 'ADVERTISED' | 'UPDATED' | 'WITHDRAWN'
      readonly message: RouteMessage
    }
  | {
      readonly resourceId: string
      readonly eventTimestamp: number
      readonly type: 'BGPStatus' | 'BFDStatus'
      readonly status: 'UP' | 'DOWN'
      readonly message: null
    }

/** The route that a RouteStatus line is about. */
export interface RouteMessage {
  readonly prefix: string
  readonly asPath?: string
  readonly med?: number
  readonly nextHopIp?: string
}

/** A condition that an operator should know of while it lasts: shown by `vrs status`, counted, logged once. */
export interface Warning {
  /** Stable short code, for example `next-hop-not-in-vpc`. */
  readonly code: string
  /** The resource it is about. */
  readonly resourceId: string
  /** One sentence for people. */
  readonly why: string
}

/** A line of the extended stream: a session, or an attempt at one, has ended. */
export interface SessionEvent {
  readonly at: number
  readonly resourceId: string
  readonly kind: 'bgp'
  readonly why: string
  /** The NOTIFICATION that ended it, when one did. */
  readonly sent?: NotificationRecord
  readonly received?: NotificationRecord
}

/** A NOTIFICATION with the text of RFC 9003, safe to show. */
export interface NotificationRecord {
  readonly code: number
  readonly subcode: number
  readonly text?: string
}
