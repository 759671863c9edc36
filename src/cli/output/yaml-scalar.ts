// How a text is written in YAML: plain where it would be read back as that text, else in quotes. The decisions are those
// of libyaml's emitter with the YAML 1.2 types, which the AWS CLI's output comes from.

export type Style = 'plain' | 'single' | 'double'

/** Plain texts that are read as something else than a text. */
const OTHER_TYPES: readonly RegExp[] = [
  /^(?:true|True|TRUE|false|False|FALSE)$/,
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+0-9][0-9_]*)$/,
  /^(?:<<|~|null|Null|NULL|=|!|&|\*|)$/,
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  /^[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?$/,
]
const ONLY_SIGN = /^[-+]$/

const BREAK = /[\n\r\u0085\u2028\u2029]/
const BLANK_OR_BREAK = /[ \t\n\r\u0085\u2028\u2029]/
const UNPRINTABLE = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u

const readsAsText = (text: string): boolean =>
  ONLY_SIGN.test(text) || !OTHER_TYPES.some((pattern) => pattern.test(text))

/** The style of `text`, as a key or as a value. */
export function scalarStyle(text: string, isKey = false): Style {
  const multiline = BREAK.test(text)
  if (isKey && multiline) return 'double'
  const spaces = spacing(text)
  const special = spaces.blankThenBreak || UNPRINTABLE.test(text)
  const plain =
    !special && !multiline && !spaces.atEdge && !spaces.breakThenBlank && !hasBlockIndicators(text) && readsAsText(text)
  if (plain && !(text === '' && isKey)) return 'plain'
  return special || spaces.breakThenBlank ? 'double' : 'single'
}

interface Spacing {
  readonly atEdge: boolean
  readonly breakThenBlank: boolean
  readonly blankThenBreak: boolean
}

const spacing = (text: string): Spacing => ({
  atEdge: /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text),
  breakThenBlank: /[\n\r\u0085\u2028\u2029] /.test(text),
  blankThenBreak: / [\n\r\u0085\u2028\u2029]/.test(text),
})

/** Characters that would mean structure outside quotes. */
function hasBlockIndicators(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return true
  const second = text[1]
  if (/^[?:-]/.test(text) && (second === undefined || BLANK_OR_BREAK.test(second))) return true
  return /:(?:[ \t\n\r\u0085\u2028\u2029]|$)|[ \t\n\r\u0085\u2028\u2029]#/.test(text)
}

const ESCAPES: Readonly<Record<number, string>> = {
  0x00: '0',
  0x07: 'a',
  0x08: 'b',
  0x09: 't',
  0x0a: 'n',
  0x0b: 'v',
  0x0c: 'f',
  0x0d: 'r',
  0x1b: 'e',
  0x22: '"',
  0x5c: '\\',
  0x85: 'N',
  0xa0: '_',
  0x2028: 'L',
  0x2029: 'P',
}

/** The escape of a character inside double quotes; undefined when it stands for itself. */
export function escapeOf(character: string): string | undefined {
  if (character !== '"' && character !== '\\' && !BREAK.test(character) && !UNPRINTABLE.test(character)) {
    return undefined
  }
  const code = character.codePointAt(0) ?? 0
  const short = ESCAPES[code]
  if (short !== undefined) return `\\${short}`
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
