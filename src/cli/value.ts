// Values on their way from the command line to a request. Integers are bigint, so that a number of any length is sent
// as it was typed; `number` is only what was written with a point or an exponent. Texts about values are worded like
// Python's, because scripts compare what the AWS CLI prints.

export type Value = null | boolean | string | bigint | number | Uint8Array | readonly Value[] | ValueMap
export interface ValueMap {
  [key: string]: Value
}

/** The characters of a text; one beyond U+FFFF is one. */
export const characters = (text: string): string[] => Array.from(text)

/** An empty map on which any key, `__proto__` too, is only a key. */
export const newMap = (): ValueMap => Object.create(null) as ValueMap

export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value)

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** A text in quotes, as Python's repr has it. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = quote
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (ESCAPES[character] !== undefined) out += ESCAPES[character]
    else if (character === quote) out += `\\${quote}`
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += character
  }
  return out + quote
}

/** A decimal number as Python prints a float. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${Object.is(value, -0) ? '-0' : value}.0`
  const text = String(value)
  const [mantissa = '', exponent] = text.split('e')
  if (exponent !== undefined) return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
  if (Math.abs(value) >= 1e16 || (value !== 0 && Math.abs(value) < 1e-4)) return scientific(value)
  return text
}

function scientific(value: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential().split('e')
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

const bytesText = (bytes: Uint8Array): string => `b${quoted(new TextDecoder('latin1').decode(bytes))}`

/** As inside a list or map of Python: texts in quotes. */
export function repr(value: Value): string {
  if (typeof value === 'string') return quoted(value)
  if (isList(value)) return `[${value.map(repr).join(', ')}]`
  if (isMap(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${quoted(key)}: ${repr(item)}`)
      .join(', ')}}`
  }
  return plainText(value)
}

/** As Python's str: a text as it is. */
export function plainText(value: Value): string {
  if (typeof value === 'string') return value
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (value instanceof Uint8Array) return bytesText(value)
  return repr(value)
}

/** Python's name of the type of a value. */
export function typeText(value: Value): string {
  const name =
    value === null
      ? 'NoneType'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'bigint'
          ? 'int'
          : typeof value === 'number'
            ? 'float'
            : typeof value === 'string'
              ? 'str'
              : value instanceof Uint8Array
                ? 'bytes'
                : isList(value)
                  ? 'list'
                  : 'dict'
  return `<class '${name}'>`
}

/** An integer as Python's int() reads it; undefined when it is none. Underscores between digits are allowed there. */
export function parseInteger(text: string): bigint | undefined {
  const trimmed = text.trim()
  if (!/^[+-]?\d+(_\d+)*$/.test(trimmed)) return undefined
  const digits = trimmed.replaceAll('_', '').replace(/^\+/, '')
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits)
}
