// `--cli-input-json` and `--cli-input-yaml`: a whole request in one text. Options on the command line replace the same
// top-level key; everything inside is literal.

import type { OptionValue } from '../arguments/parser.ts'
import { parameterFailure, wrongCommand } from '../failure.ts'
import { isMap, newMap, typeText, type Value, type ValueMap } from '../value.ts'
import type { World } from '../world.ts'
import { FileFailure, fileContent } from './files.ts'
import { JsonError, parseJson } from './json.ts'

const FORMS = ['json', 'yaml'] as const

/** Adds the keys that `values` name in a file or text and that `request` does not have yet. */
export async function addCliInput(
  request: ValueMap,
  values: ReadonlyMap<string, OptionValue>,
  world: World,
): Promise<void> {
  const given = FORMS.filter((form) => values.has(`cli-input-${form}`))
  const [form] = given
  if (form === undefined) return
  if (given.length > 1) throw wrongCommand('Only one --cli-input- parameter may be specified.')
  const text = content(form, String(values.get(`cli-input-${form}`)), world)
  const loaded = form === 'json' ? readJson(text) : await readYaml(text)
  if (!isMap(loaded)) {
    throw parameterFailure(`--cli-input-${form}`, `Invalid type: expecting map, received ${typeText(loaded)}`)
  }
  for (const [key, value] of Object.entries(loaded)) {
    if (!(key in request)) request[key] = value
  }
}

function content(form: string, value: string, world: World): string {
  try {
    const found = fileContent(value, world) ?? value
    return typeof found === 'string' ? found : new TextDecoder().decode(found)
  } catch (error) {
    if (error instanceof FileFailure) throw parameterFailure(`--cli-input-${form}`, error.message)
    throw error
  }
}

function readJson(text: string): Value {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonError) throw parameterFailure('cli-input-json', 'Invalid JSON received.')
    throw error
  }
}

async function readYaml(text: string): Promise<Value> {
  const { parseAllDocuments } = await import('yaml')
  const documents = parseAllDocuments(text, { version: '1.2', intAsBigInt: true, merge: true, logLevel: 'silent' })
  const list = Array.isArray(documents) ? documents : []
  const [document] = list
  if (document === undefined) return null
  if (list.length > 1 || document.errors.length > 0) throw parameterFailure('cli-input-yaml', 'Invalid YAML received.')
  return plain(document.toJS() as unknown)
}

/** What the YAML reader gives, as our own values. */
function plain(value: unknown): Value {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return (value ?? null) as Value
  const map = newMap()
  for (const [key, item] of Object.entries(value)) map[key] = plain(item)
  return map
}
