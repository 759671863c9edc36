// The files ~/.aws/config, ~/.aws/credentials and ~/.aws/cli/alias: the INI dialect of Python's configparser with
// botocore's nested settings (a value that is only indented lines `key = value`).

export type Section = ReadonlyMap<string, string>
export type Ini = ReadonlyMap<string, Section>

/** The text is not in the dialect. */
export class IniError extends Error {
  override readonly name = 'IniError'
}

const HEADER = /^\[(.+)\]/
const PAIR = /^(.*?)\s*(?:[=:]\s*(.*))$/

/** Sections in order; a value over several lines keeps its newlines, with the indentation gone. */
export function parseIni(text: string): Ini {
  const reader = new IniReader()
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) reader.line(line)
  return reader.result()
}

class IniReader {
  private readonly sections = new Map<string, Map<string, string[]>>()
  private section: Map<string, string[]> | undefined
  private value: string[] | undefined
  private indent = 0

  line(line: string): void {
    const content = line.trim()
    if (/^[#;]/.test(content)) return
    if (content === '') {
      this.value?.push('')
      return
    }
    const indent = line.length - line.trimStart().length
    if (this.value !== undefined && indent > this.indent) this.value.push(content)
    else this.start(content, indent)
  }

  result(): Ini {
    const defaults = this.sections.get('DEFAULT') ?? new Map<string, string[]>()
    const named = [...this.sections].filter(([name]) => name !== 'DEFAULT')
    return new Map(named.map(([name, pairs]) => [name, joined(new Map([...defaults, ...pairs]))]))
  }

  private start(content: string, indent: number): void {
    this.indent = indent
    const name = HEADER.exec(content)?.[1]
    if (name !== undefined) {
      if (this.sections.has(name) && name !== 'DEFAULT') throw new IniError(`section ${name} is there twice`)
      this.section = this.sections.get(name) ?? new Map()
      this.sections.set(name, this.section)
      this.value = undefined
      return
    }
    const [, key, value] = PAIR.exec(content) ?? []
    if (this.section === undefined || key === undefined || key === '') throw new IniError(`not understood: ${content}`)
    if (this.section.has(key.toLowerCase())) throw new IniError(`${key} is there twice`)
    this.value = [value ?? '']
    this.section.set(key.toLowerCase(), this.value)
  }
}

const joined = (pairs: ReadonlyMap<string, readonly string[]>): Section =>
  new Map([...pairs].map(([key, lines]) => [key, lines.join('\n').trimEnd()]))

/** Settings below a setting, as in `ec2 =` with indented lines; throws {@link IniError}. */
export function nested(value: string | undefined): Section {
  const pairs = new Map<string, string>()
  if (value === undefined || !value.startsWith('\n')) return pairs
  for (const line of value.split('\n')) {
    if (line.trim() === '') continue
    const equals = line.indexOf('=')
    if (equals < 0) throw new IniError(`not understood: ${line}`)
    pairs.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim())
  }
  return pairs
}
