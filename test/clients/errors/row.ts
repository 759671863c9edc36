// A row of the table of errors: what is asked of the world that the scenario has built, and how it has to be refused.

import type { ErrorCode } from '../../../src/model/error-codes.ts'
import type { Step } from '../scenario/step.ts'

export interface Row {
  readonly code: ErrorCode
  /** 400 unless it says otherwise. */
  readonly status?: number
  /** Texts that the message has: the object that is meant, what would be right. `@` as in steps. */
  readonly says: readonly string[]
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
  /** Calls that have to succeed before. */
  readonly before?: readonly Step[]
  /** A call that has to succeed before, made so many times. */
  readonly many?: { readonly times: number; readonly step: (n: number) => Step }
}

/** A row without further ado. */
export const row = (
  code: ErrorCode,
  action: string,
  input: Row['input'],
  says: readonly string[],
  more: Pick<Row, 'status' | 'before' | 'many'> = {},
): Row => ({ code, action, input, says, ...more })
