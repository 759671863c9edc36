// One operation of a service, from the words after its name to its printed answer. The order of the checks is the AWS
// CLI's (which mistake is reported first): options, values, --cli-input, skeleton, region, parameters, credentials.

import { optionsOf, type OperationOption } from './arguments/operation-options.ts'
import { GLOBAL_OPTIONS } from './arguments/globals.ts'
import { suggestion } from './arguments/suggest.ts'
import { checkRule, checkSwitches, numberProtocols } from './arguments/ec2-options.ts'
import { parseWords, type OptionValue, type Parsed } from './arguments/parser.ts'
import { loadOperation } from './catalog.ts'
import { openClient, planClient, type Plan } from './call/open-client.ts'
import type { Client } from './call/client.ts'
import { Pages, type Page, type Paging } from './call/pages.ts'
import { regionOf } from './config/region.ts'
import type { Settings } from './config/settings.ts'
import { Failure, EXIT, wrongCommand } from './failure.ts'
import type { Globals } from './globals.ts'
import { findings, validationFailure } from './input/check.ts'
import { addCliInput } from './input/cli-input.ts'
import { outputFormat, print } from './output/print.ts'
import { pagingOf, requestOf } from './request.ts'
import type { Operation } from '../model/shape.ts'
import { USAGE } from './usage.ts'
import type { ValueMap } from './value.ts'
import type { World } from './world.ts'

/** What a command runs in. */
export interface Context {
  readonly settings: Settings
  readonly globals: Globals
}

/** Runs the operation; rejects with why it did not succeed. */
export async function runOperation(operation: Operation, words: readonly string[], context: Context): Promise<void> {
  const ready = await requestFor(operation, words, context)
  if (ready !== undefined) await call(operation, ready)
}

/** A request that may be sent. */
export interface Ready {
  readonly request: ValueMap
  readonly paging: Paging | undefined
  readonly plan: Plan
  readonly wait: boolean
}

/** Reads and checks the words of an operation; undefined when help or a skeleton was asked for, and printed. */
export async function requestFor(
  operation: Operation,
  words: readonly string[],
  context: Context,
): Promise<Ready | undefined> {
  const options = withDemands(optionsOf(operation), words)
  const parsed = parse(options, words)
  if (parsed === 'help') return showHelp(operation, context)
  const { values } = parsed
  const { settings, globals } = context
  checkSwitches(options, values)
  checkRule(operation, values)
  settlePaging(operation, values, globals)
  const request = requestOf(operation, options, values, settings.world)
  const paging = pagingOf(values, settings.world)
  await addCliInput(request, values, settings.world)
  const skeleton = values.get('generate-cli-skeleton')
  if (skeleton !== undefined && skeleton !== 'output') return printSkeleton(operation, String(skeleton), context)
  const plan = await planFor(operation, context)
  numberProtocols(operation, request)
  demandValid(operation, request, paging, globals)
  if (skeleton === 'output') return printSample(operation, context)
  await demandAllowed(operation, request, plan)
  return { request, paging, plan, wait: values.has('wait') }
}

/** Options as they are demanded: nothing is required beside --cli-input or a skeleton of the input. */
function withDemands(options: readonly OperationOption[], words: readonly string[]): readonly OperationOption[] {
  const skeleton = words.indexOf('--generate-cli-skeleton')
  const free =
    words.includes('--cli-input-json') ||
    words.includes('--cli-input-yaml') ||
    (skeleton >= 0 && words[skeleton + 1] !== 'output')
  return free ? withoutDemands(options) : options
}

const withoutDemands = (options: readonly OperationOption[]): readonly OperationOption[] =>
  options.map((option) => ({ ...option, required: false }))

function parse(options: readonly OperationOption[], words: readonly string[]): Parsed | 'help' {
  if (words.at(-1) === 'help' && asksForHelp(options, words)) return 'help'
  const parsed = parseWords({ options, positional: { key: 'help', required: false } }, words)
  const stray = parsed.values.get('help')
  const unknown = stray === undefined ? parsed.rest : [...parsed.rest, String(stray)]
  if (unknown.length > 0) throw unknownOptions(unknown, options)
  return parsed
}

/** Whether the last word `help` is a word of its own and not the value of an option. */
function asksForHelp(options: readonly OperationOption[], words: readonly string[]): boolean {
  const free = withoutDemands(options)
  const { values } = parseWords({ options: free, positional: { key: 'help', required: false } }, words)
  return values.get('help') === 'help'
}

function unknownOptions(words: readonly string[], options: readonly OperationOption[]): Failure {
  const hint = suggestion(words, [...options, ...GLOBAL_OPTIONS])
  const text = `usage: ${USAGE}\nUnknown options: ${words.join(', ')}\n`
  return new Failure(EXIT.wrongCommand, hint === '' ? text : `${text}\n${hint}\n`)
}

/** A member that pages by hand switches automatic paging off; then its options make no sense. */
function settlePaging(operation: Operation, values: ReadonlyMap<string, OptionValue>, globals: Globals): void {
  if (operation.paginate === undefined) return
  if (values.has('next-token') || values.has('max-results')) globals.paginate = false
  if (globals.paginate) return
  const used = ['starting-token', 'page-size', 'max-items'].filter((key) => {
    const value = values.get(key)
    return value !== undefined && value !== '' && value !== 0n
  })
  if (used.length === 0) return
  const names = used.map((key) => `--${key}`).join(', ')
  throw wrongCommand(`Cannot specify --no-paginate along with pagination arguments: ${names}`)
}

async function planFor(operation: Operation, { settings, globals }: Context): Promise<Plan> {
  settings.demandProfile()
  const region = await regionOf(settings, globals.region)
  return planClient(settings, globals, operation.service ?? 'ec2', region)
}

function demandValid(operation: Operation, request: ValueMap, paging: Paging | undefined, globals: Globals): void {
  const { paginate } = operation
  if (paginate !== undefined && (paginate.inputToken in request || paginate.limitKey in request))
    globals.paginate = false
  const sent: ValueMap = { ...request }
  if (paging !== undefined && !globals.paginate) sent['PaginationConfig'] = ''
  if (paginate !== undefined && paging?.pageSize !== undefined && globals.paginate) {
    sent[paginate.limitKey] = paging.pageSize
  }
  const found = findings(operation.input, sent)
  if (found.length > 0) throw validationFailure(found)
}

/** Refuses what AWS or our server is known to refuse. */
async function demandAllowed(operation: Operation, request: ValueMap, plan: Plan): Promise<void> {
  const server = plan.isDefault ? 'aws' : (await isOurs(plan)) ? 'ours' : undefined
  if (server === undefined) return
  const { refusals } = await import('./input/precheck.ts')
  const found = refusals(operation, request, server)
  if (found.length > 0) throw validationFailure(found)
}

async function isOurs({ url }: Plan): Promise<boolean> {
  if (url.port === '') return false
  const { isRunningServer } = await import('../host/running-servers.ts')
  return isRunningServer(url.host)
}

async function call(operation: Operation, { request, paging, plan, wait }: Ready): Promise<void> {
  const { settings, globals } = plan
  const format = outputFormat(globals, settings)
  const client = await openClient(plan)
  fillTokens(operation, request, settings)
  const send = client.call.bind(client)
  const answer =
    operation.paginate !== undefined && globals.paginate
      ? new Pages(operation, operation.paginate, send, request, paging ?? {})
      : await callOnce(operation, request, client, wait ? settings.world : undefined)
  await print(operation.name, answer, format, globals, settings)
}

/** One call; where a world to wait in is given, the answer is that of the end. */
async function callOnce(
  operation: Operation,
  request: ValueMap,
  client: Client,
  world: World | undefined,
): Promise<Page> {
  const answer = await client.call(operation, request)
  if (world === undefined) return answer
  const { awaitOperation } = await import('./own/wait.ts')
  const ask = async (name: string, input: Readonly<Record<string, unknown>>): Promise<Page> => {
    const model = await loadOperation(name)
    if (model === undefined) throw new Error(`no operation ${name}`)
    return client.call(model, input)
  }
  return awaitOperation(operation.name, answer, ask, world)
}

/** Members that make a repeated request safe get a random value. */
function fillTokens(operation: Operation, request: ValueMap, { world }: Settings): void {
  for (const [name, member] of Object.entries(operation.input.members)) {
    if (member.idempotencyToken && !(name in request)) request[name] = world.uuid()
  }
}

async function printSkeleton(operation: Operation, form: string, { settings }: Context): Promise<undefined> {
  const { sampleRequest, sampleYaml } = await import('./input/skeleton.ts')
  const { toJson } = await import('./output/json.ts')
  settings.world.stdout.write(form === 'input' ? `${toJson(sampleRequest(operation))}\n` : sampleYaml(operation))
}

async function printSample(operation: Operation, { settings, globals }: Context): Promise<undefined> {
  const { sampleResponse } = await import('./input/skeleton.ts')
  await print(operation.name, sampleResponse(operation), outputFormat(globals, settings), globals, settings)
}

async function showHelp(operation: Operation, { settings, globals }: Context): Promise<undefined> {
  const { showOperationHelp } = await import('./help/show.ts')
  await showOperationHelp(operation, settings, globals)
}
