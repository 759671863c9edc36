// Which of two connections of one peer is kept: RFC 4271 6.8, RFC 6286 2.3. Asked when a valid OPEN has come on one of them.
// We never open a second connection ourselves, so both were opened by the same side: the newer one counts as the
// "newly created" of the rule, the other as the one that "already exists".

import { asOf } from './open.ts'
import type { Open } from './open.ts'
import type { Session } from './session.ts'

export type CollisionVerdict = 'keep both' | 'close new' | 'close existing'

/** `existing`: the other connection. `open`: what came on the new one. */
export function judgeCollision(existing: Session, open: Open): CollisionVerdict {
  // CollisionDetectEstablishedState is off: a session that works is never given up for one that may not.
  if (existing.state === 'Established') return 'close new'
  if (existing.state !== 'OpenConfirm') return 'keep both'
  const { identifier, localAs } = existing.settings
  // RFC 6286 2.3: equal identifiers are told apart by the AS.
  const oursIsLower = identifier === open.identifier ? localAs < asOf(open) : identifier < open.identifier
  return oursIsLower ? 'close existing' : 'close new'
}
