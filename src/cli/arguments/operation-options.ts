// The options of one operation, read from the model: one for each member of the input (two for a boolean), those of
// paging, and the three that every operation has.

import type { Member, Operation } from '../../model/shape.ts'
import { extraOptions, isReplaced, negativeFlag, switchOptions, wrapsBoolean } from './ec2-options.ts'
import type { Option } from './parser.ts'
import { AWAITED } from '../own/awaited.ts'
import { PROGRAM } from '../usage.ts'
import { kebab } from './names.ts'

/** An option with what help and completion say about it. */
export interface OperationOption extends Option {
  readonly doc: string
  /** Name and definition of the member that the option fills; absent for options of the command line alone. */
  readonly member?: { readonly name: string; readonly definition: Member }
  /** Key of the option that this one is the opposite of, where they do not share a key. */
  readonly group?: string
  /** Works, but is left out of help: the API's own paging members, which automatic paging replaces. */
  readonly hidden?: true
}

const SKELETON_FORMS = ['input', 'output', 'yaml-input'] as const

const PAGING: readonly OperationOption[] = [
  {
    flag: '--starting-token',
    key: 'starting-token',
    takes: 'one',
    doc: 'Where to start: the NextToken of an earlier answer that was cut short.',
  },
  {
    flag: '--page-size',
    key: 'page-size',
    takes: 'one',
    type: 'int',
    doc: 'Items to ask for in one call; more calls follow until all items are there.',
  },
  {
    flag: '--max-items',
    key: 'max-items',
    takes: 'one',
    type: 'int',
    doc: 'Most items to print; when there are more, the answer ends with a NextToken for --starting-token.',
  },
]

const COMMON: readonly OperationOption[] = [
  {
    flag: '--cli-input-json',
    key: 'cli-input-json',
    takes: 'one',
    doc: 'Parameters as one JSON text or file://name, as --generate-cli-skeleton prints them. Other options come first.',
  },
  {
    flag: '--cli-input-yaml',
    key: 'cli-input-yaml',
    takes: 'one',
    doc: 'Parameters as one YAML text or file://name, as --generate-cli-skeleton yaml-input prints them.',
  },
  {
    flag: '--generate-cli-skeleton',
    key: 'generate-cli-skeleton',
    takes: 'optional',
    constant: 'input',
    choices: SKELETON_FORMS,
    doc: 'Print parameters to fill in (input, yaml-input) or a sample answer (output); nothing is sent.',
  },
]

/** Our own addition, for calls that start something. */
const WAIT: OperationOption = {
  flag: '--wait',
  key: 'wait',
  takes: 'none',
  constant: true,
  doc: `Return when it is done, not when it has begun, and print how it ended. An option of ${PROGRAM}.`,
}

/** Calls that make or delete something whose answer is the end of it: nothing is left to wait for. */
const isDoneAtOnce = ({ name }: Operation): boolean => /^(Create|Delete)/.test(name)

/** All options of `operation`, in the order in which missing ones are reported. */
export function optionsOf(operation: Operation): readonly OperationOption[] {
  const options = Object.entries(operation.input.members).flatMap(([name, member]) =>
    optionsFor(operation, name, member),
  )
  const waiting = Object.hasOwn(AWAITED, operation.name) || isDoneAtOnce(operation) ? [WAIT] : []
  return [
    ...options,
    ...extraOptions(operation),
    ...(operation.paginate === undefined ? [] : PAGING),
    ...COMMON,
    ...waiting,
  ]
}

function optionsFor(operation: Operation, name: string, definition: Member): OperationOption[] {
  const key = kebab(name)
  const { shape, doc } = definition
  const { paginate } = operation
  const paged = paginate !== undefined && (name === paginate.inputToken || name === paginate.limitKey)
  const hidden = paged || isReplaced(operation, key)
  const base = { key, doc, member: { name, definition }, ...(hidden ? { hidden: true as const } : {}) }
  if (shape.type === 'boolean') {
    return [
      { ...base, flag: `--${key}`, takes: 'none', constant: true },
      { ...base, flag: negativeFlag(key), takes: 'none', constant: false },
    ]
  }
  if (wrapsBoolean(shape)) return switchOptions(key, name, definition)
  const required = definition.required === true && definition.idempotencyToken === undefined
  return [{ ...base, ...wordsOf(shape.type), flag: `--${key}`, ...(required ? { required } : {}) }]
}

/** Only long numbers and decimals are checked while parsing; an integer is read later, from a file if need be. */
function wordsOf(type: Member['shape']['type']): Pick<Option, 'takes' | 'type'> {
  if (type === 'list') return { takes: 'list' }
  if (type === 'long') return { takes: 'one', type: 'int' }
  return type === 'double' ? { takes: 'one', type: 'float' } : { takes: 'one' }
}
