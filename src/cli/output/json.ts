// JSON as Python prints it with an indentation of four: integers exactly, floats with a point, non-ASCII as it is.

import { floatText } from '../value.ts'
import { PythonFloat } from './python-float.ts'

// oxlint-disable-next-line no-control-regex -- these are the characters that JSON escapes
const CONTROL = /["\\\u0000-\u001f]/g
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A text in double quotes. */
export const jsonString = (text: string): string =>
  `"${text.replace(CONTROL, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`

/** A scalar; numbers that are not whole are floats. */
export function jsonScalar(value: unknown): string {
  if (typeof value === 'string') return jsonString(value)
  if (value instanceof PythonFloat) return jsonFloat(value.value)
  if (typeof value === 'number' && !Number.isInteger(value)) return jsonFloat(value)
  return value === null || value === undefined ? 'null' : (value as number).toString()
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return floatText(value)
}

/** The whole text, without a newline at the end. */
export function toJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null || value instanceof PythonFloat) return jsonScalar(value)
  const inner = `${indent}    `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((item) => inner + toJson(item, inner)).join(',\n')}\n${indent}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const lines = entries.map(([key, item]) => `${inner}${jsonString(key)}: ${toJson(item, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}
