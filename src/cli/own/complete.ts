// What can come next on a command line: `vrs __complete <shell> <words>` is asked by the completion scripts. One line for
// each candidate, with a tab and a few words about it. It never fails and never waits long: no answer is an answer.

import type { Shape, StructureShape } from '../../model/shape.ts'
import { GLOBAL_OPTIONS } from '../arguments/globals.ts'
import { optionsOf, type OperationOption } from '../arguments/operation-options.ts'
import type { Option } from '../arguments/parser.ts'
import { loadOperation, operationNames, SERVICES, type Service } from '../catalog.ts'
import { OWN_COMMANDS } from '../commands.ts'
import { absolute, expandPath } from '../input/files.ts'
import type { World } from '../world.ts'
import { resourceIds } from './resource-ids.ts'

export interface Candidate {
  readonly value: string
  readonly about?: string
}

/** The candidates for the last of `words`, which may be empty; `words` are those after the program's name. */
export async function candidates(words: readonly string[], world: World): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const all = await possible(before, current, world)
  return all.filter(({ value }) => value.startsWith(current))
}

async function possible(before: readonly string[], current: string, world: World): Promise<readonly Candidate[]> {
  const plain = plainWords(before, GLOBAL_OPTIONS)
  const [command, operation] = plain
  const globals = await valueOf(before.at(-1), GLOBAL_OPTIONS, before, current, world)
  if (globals !== undefined) return globals
  if (command === undefined) return current.startsWith('-') ? flags(GLOBAL_OPTIONS, before) : commands()
  if (isService(command)) {
    if (operation === undefined) return current.startsWith('-') ? flags(GLOBAL_OPTIONS, before) : operations(command)
    return ofOperation(command, operation, before, current, world)
  }
  return ofOwn(command, plain.slice(1), before, current, world)
}

const isService = (word: string): word is Service => SERVICES.some((service) => service === word)

const commands = (): Candidate[] => [
  { value: 'ec2', about: 'operations of the EC2 API' },
  { value: 'sts', about: 'operations of the STS API' },
  ...Object.entries(OWN_COMMANDS).map(([value, about]) => ({ value, about })),
  { value: 'help', about: 'what commands there are' },
]

const operations = (service: Service): Candidate[] => [...operationNames(service), 'help'].map((value) => ({ value }))

/** Words that are neither options nor, for options with one value, their values. */
function plainWords(words: readonly string[], options: readonly Option[]): string[] {
  const plain: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (!word.startsWith('-')) plain.push(word)
    else if (options.find((option) => option.flag === word)?.takes === 'one') i++
  }
  return plain
}

async function ofOperation(
  service: Service,
  name: string,
  before: readonly string[],
  current: string,
  world: World,
): Promise<readonly Candidate[]> {
  const operation = await loadOperation(name, service)
  if (operation === undefined) return []
  const options = optionsOf(operation)
  const values = await valueOf(lastFlag(before, options), options, before, current, world)
  if (values !== undefined) return values
  return flags([...options.filter((option) => !option.hidden), ...GLOBAL_OPTIONS], before)
}

/** The option that the current word belongs to: the word before, or, for a list, the last option. */
function lastFlag(before: readonly string[], options: readonly Option[]): string | undefined {
  const at = before.findLastIndex((word) => word.startsWith('--'))
  const option = options.find((o) => o.flag === before[at])
  if (option === undefined) return undefined
  return option.takes === 'list' || at === before.length - 1 ? option.flag : undefined
}

const flags = (options: readonly (Option & { readonly doc?: string })[], before: readonly string[]): Candidate[] =>
  options
    .filter(({ flag, takes }) => takes === 'list' || !before.includes(flag))
    .map(({ flag, doc }) => ({ value: flag, ...(doc === undefined ? {} : { about: doc }) }))

/** Values for the option `flag`; undefined when the current word is no value of it. */
async function valueOf(
  flag: string | undefined,
  options: readonly (Option | OperationOption)[],
  before: readonly string[],
  current: string,
  world: World,
): Promise<readonly Candidate[] | undefined> {
  const option = options.find((o) => o.flag === flag)
  if (option === undefined || option.takes === 'none') return undefined
  if (option.takes === 'list' && current.startsWith('-')) return undefined
  if (option.choices !== undefined) return option.choices.map((value) => ({ value }))
  if (/^fileb?:\/\//.test(current)) return files(current, world)
  const shape = 'member' in option ? option.member?.definition.shape : undefined
  return shape === undefined ? [] : valuesOf(shape, before, current, world)
}

/** Names in the folder of a `file://` value. */
function files(current: string, world: World): Candidate[] {
  const [, scheme = '', path = ''] = /^(fileb?:\/\/)(.*)$/.exec(current) ?? []
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  try {
    const from = absolute(expandPath(folder === '' ? '.' : folder, world), world)
    const entries = process.getBuiltinModule('node:fs').readdirSync(from, { withFileTypes: true })
    return entries.map((entry) => ({ value: `${scheme}${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
  } catch {
    // A folder that is not there has no names.
    return []
  }
}

async function valuesOf(
  shape: Shape,
  before: readonly string[],
  current: string,
  world: World,
): Promise<readonly Candidate[]> {
  if (shape.type === 'list') return valuesOf(shape.member, before, current, world)
  if (shape.type === 'structure') return shorthandValues(shape, current)
  if (shape.type !== 'string') return []
  if (shape.enum !== undefined) return shape.enum.map((value) => ({ value }))
  return shape.format === 'id' ? resourceIds(shape.idPrefix ?? [], before, world) : []
}

/** `Key=` for each member that is not there yet, or the values of the one that is being written. */
function shorthandValues(shape: StructureShape, current: string): Candidate[] {
  const start = current.lastIndexOf(',') + 1
  const done = current.slice(0, start)
  const part = current.slice(start)
  const equals = part.indexOf('=')
  if (equals >= 0) {
    const member = shape.members[part.slice(0, equals)]?.shape
    const values = member?.type === 'string' ? (member.enum ?? []) : []
    return values.map((value) => ({ value: `${done}${part.slice(0, equals)}=${value}` }))
  }
  return Object.entries(shape.members)
    .filter(([name]) => !`,${done}`.includes(`,${name}=`))
    .map(([name, { doc }]) => ({ value: `${done}${name}=`, about: doc }))
}

interface OwnWords {
  /** Prefixes of ids, or words, for the word that follows. */
  readonly word?: readonly string[]
  readonly options?: Readonly<Record<string, readonly string[]>>
}

const OWN: Readonly<Record<string, OwnWords>> = {
  status: { options: { '--exit-code': [] } },
  watch: { word: ['=peers'], options: { '--every': [], '--count': [] } },
  teardown: { word: ['rs'], options: { '--yes': [], '--dry-run': [] } },
  explain: { options: { '--route-server-id': ['rs'] } },
  trace: { options: { '--from': ['subnet', 'eni', 'igw'], '--to': [] } },
  'export-mrt': { word: ['rs'], options: { '--file': [] } },
  completion: { word: ['=bash', '=zsh', '=fish'] },
}

async function ofOwn(
  command: string,
  plain: readonly string[],
  before: readonly string[],
  current: string,
  world: World,
): Promise<readonly Candidate[]> {
  const own = OWN[command]
  if (own === undefined) return []
  const prefixes = own.options?.[before.at(-1) ?? '']
  if (prefixes !== undefined && prefixes.length > 0) return resourceIds(prefixes, before, world)
  if (current.startsWith('-')) {
    const options = Object.keys(own.options ?? {}).map((flag): Option => ({ flag, key: flag, takes: 'one' }))
    return flags([...options, ...GLOBAL_OPTIONS], before)
  }
  if (plain.length > 0 || own.word === undefined) return []
  if (own.word[0]?.startsWith('=') === true) return own.word.map((word) => ({ value: word.slice(1) }))
  return resourceIds(own.word, before, world)
}
