// The finite state machine of one BGP connection: RFC 4271 8. States are in states/, their common moves in transitions.ts,
// the record and its inputs and effects in session.ts, two connections of one peer in peering.ts. UPDATE messages do not
// come through here while Established: the caller decodes them and says `updates` once for many.

import type { Instant } from '../base/time.ts'
import type { Handler, Input, Session, StateName, Step } from './session.ts'
import { active } from './states/active.ts'
import { connect } from './states/connect.ts'
import { established } from './states/established.ts'
import { idle } from './states/idle.ts'
import { openConfirm } from './states/open-confirm.ts'
import { openSent } from './states/open-sent.ts'

const HANDLERS: Record<StateName, Handler> = {
  Idle: idle,
  Connect: connect,
  Active: active,
  OpenSent: openSent,
  OpenConfirm: openConfirm,
  Established: established,
}

/** What the session does with an input at `now`. Effects are to be performed in order, all, before the next input. */
export const step = (session: Session, input: Input, now: Instant): Step => HANDLERS[session.state](session, input, now)
