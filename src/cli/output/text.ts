// `--output text`: tab-separated values, each line after the name of the member that it comes from.

import { characters, floatText } from '../value.ts'
import { PythonFloat } from './python-float.ts'

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain => !isScalar(value) && !Array.isArray(value)
const isScalar = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || value instanceof PythonFloat

/** A scalar as Python's str has it. */
export function scalarText(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value instanceof PythonFloat) return floatText(value.value)
  if (typeof value === 'number' && !Number.isInteger(value)) return floatText(value)
  return (value as number).toString()
}

/** The lines of `value`, each with its newline. */
export function toText(value: unknown): string {
  const lines: string[] = []
  addItem(lines, value, undefined, undefined)
  return lines.map((line) => `${line}\n`).join('')
}

function addItem(
  lines: string[],
  value: unknown,
  name: string | undefined,
  columns: readonly string[] | undefined,
): void {
  if (isPlain(value)) addStructure(lines, value, name, columns)
  else if (Array.isArray(value)) addList(lines, value, name)
  else lines.push(scalarText(value))
}

function addList(lines: string[], list: readonly unknown[], name: string | undefined): void {
  if (list.length === 0) return
  if (list.some(isPlain)) {
    const columns = scalarKeys(list.filter(isPlain))
    for (const item of list) addItem(lines, item, name, columns)
    return
  }
  if (!list.some(Array.isArray)) {
    addScalars(lines, list, name)
    return
  }
  const scalars = list.filter(isScalar)
  if (scalars.length > 0) addScalars(lines, scalars, name)
  for (const item of list) if (!isScalar(item)) addItem(lines, item, name, undefined)
}

function addScalars(lines: string[], list: readonly unknown[], name: string | undefined): void {
  if (name === undefined) lines.push(list.map(scalarText).join('\t'))
  else for (const item of list) lines.push(`${name.toUpperCase()}\t${scalarText(item)}`)
}

function addStructure(
  lines: string[],
  value: Plain,
  name: string | undefined,
  columns: readonly string[] | undefined,
): void {
  const keys = Object.keys(value).sort(byCodePoint)
  const own = columns ?? keys.filter((key) => isScalar(value[key]))
  const nested = keys.filter((key) => (columns === undefined ? !isScalar(value[key]) : !columns.includes(key)))
  const fields = own.map((key) => cell(value, key))
  if (fields.length > 0) lines.push((name === undefined ? fields : [name.toUpperCase(), ...fields]).join('\t'))
  for (const key of nested) addItem(lines, value[key], key, undefined)
}

/** A missing value is an empty field. */
const cell = (value: Plain, key: string): string => {
  if (!Object.hasOwn(value, key)) return ''
  const item = value[key]
  return isScalar(item) ? scalarText(item) : pythonText(item)
}

/** A structure in a column that is a scalar elsewhere: as Python prints it. */
function pythonText(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`
  if (!isPlain(value)) return scalarText(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `'${key}': ${pythonText(item)}`)
    .join(', ')}}`
}

function scalarKeys(list: readonly Plain[]): string[] {
  const keys = new Set<string>()
  for (const item of list) for (const [key, value] of Object.entries(item)) if (isScalar(value)) keys.add(key)
  return [...keys].sort(byCodePoint)
}

/** Order of Python: by code points, not by the UTF-16 units of a plain sort. */
export function byCodePoint(a: string, b: string): number {
  const left = characters(a)
  const right = characters(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
