// An IAM policy document as it is written, checked and made ready for evaluation (IAM User Guide, "IAM JSON policy
// element reference").

export interface Policy {
  readonly statements: readonly unknown[]
}

/** The document is no policy. The message says where. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

/** The policy that a parsed JSON document holds. */
export function parsePolicy(document: unknown): Policy {
  if (typeof document !== 'object' || document === null) throw new PolicyError('expected an object')
  return { statements: [] }
}
