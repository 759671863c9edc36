// Instants in answers as the AWS CLI prints them by default: `2026-01-31T08:00:00+00:00`.

import type { Shape, StructureShape } from '../../model/shape.ts'

const known = new WeakMap<Shape, boolean>()

/** Whether a value of `shape` can hold an instant; most cannot, and are then left alone. */
function holdsTimestamp(shape: Shape): boolean {
  const before = known.get(shape)
  if (before !== undefined) return before
  const holds =
    shape.type === 'timestamp' ||
    (shape.type === 'list' && holdsTimestamp(shape.member)) ||
    (shape.type === 'structure' && Object.values(shape.members).some((member) => holdsTimestamp(member.shape)))
  known.set(shape, holds)
  return holds
}

/** `response` with its instants in ISO 8601 with an offset. */
export function timestampsOf(shape: StructureShape, response: Record<string, unknown>): Record<string, unknown> {
  return rewrite(shape, response) as Record<string, unknown>
}

function rewrite(shape: Shape, value: unknown): unknown {
  if (value === undefined || !holdsTimestamp(shape)) return value
  if (shape.type === 'timestamp') return isoFormat(value as string)
  if (shape.type === 'list') return (value as readonly unknown[]).map((item) => rewrite(shape.member, item))
  if (shape.type !== 'structure') return value
  const result: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value as object)) {
    const member = shape.members[name]
    result[name] = member === undefined ? item : rewrite(member.shape, item)
  }
  return result
}

/** As Python's isoformat: microseconds only where there are any. */
function isoFormat(text: string): string {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) return text
  const [seconds = '', fraction = ''] = time.toISOString().replace('Z', '').split('.')
  return `${seconds}${Number(fraction) === 0 ? '' : `.${fraction}000`}+00:00`
}
