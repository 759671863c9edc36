// What our own commands share: their options, and calls to a server that is ours unless something else is named.

import { GLOBAL_OPTIONS } from '../arguments/globals.ts'
import { parseWords, type Option, type OptionValue } from '../arguments/parser.ts'
import { loadOperation } from '../catalog.ts'
import { openClient, planClient } from '../call/open-client.ts'
import type { Client } from '../call/client.ts'
import { Pages, type Page } from '../call/pages.ts'
import { configuredRegion } from '../config/region.ts'
import { Settings } from '../config/settings.ts'
import { wrongCommand } from '../failure.ts'
import { resolveGlobals, type Globals } from '../globals.ts'
import { similar } from '../arguments/similar.ts'
import type { Operation } from '../../model/shape.ts'
import type { World } from '../world.ts'

export const LOCAL_SERVER = 'http://127.0.0.1:4179'
const REGION_DEFAULT = 'us-east-1'

/** A command of ours: its own options and words. */
export interface OwnGrammar {
  readonly name: string
  /** As in `teardown <route-server-id>`. */
  readonly usage: string
  readonly options: readonly Option[]
  /** Names of the words that must follow. */
  readonly words: readonly string[]
}

export interface OwnCall {
  readonly words: readonly string[]
  readonly values: ReadonlyMap<string, OptionValue>
  readonly globals: Globals
  readonly settings: Settings
  readonly world: World
}

/** Reads the words of one of our commands; fails on what is missing or unknown. */
export async function readCall(grammar: OwnGrammar, words: readonly string[], world: World): Promise<OwnCall> {
  const options = [...grammar.options, ...GLOBAL_OPTIONS]
  const { values, rest } = parseWords({ options }, words)
  const stray = rest.find((word) => word.startsWith('-')) ?? rest[grammar.words.length]
  if (stray !== undefined) throw strayWord(stray, grammar, options)
  const missing = grammar.words[rest.length]
  if (missing !== undefined) throw wrongCommand(`Missing <${missing}>. Usage: ${grammar.usage}`)
  const globals = await resolveGlobals(values)
  const settings = new Settings(world, globals.profile)
  settings.demandProfile()
  return { words: rest, values, globals, settings, world }
}

function strayWord(word: string, grammar: OwnGrammar, options: readonly Option[]): Error {
  const [close] = similar(
    word,
    options.map((option) => option.flag),
    0.6,
  )
  const hint = word.startsWith('-') && close !== undefined ? ` Did you mean ${close}?` : ''
  return wrongCommand(`Unknown word ${word}.${hint} Usage: ${grammar.usage}`)
}

/** Calls of operations by name. */
export class Api {
  readonly url: URL
  private readonly client: Client

  constructor(client: Client, url: URL) {
    this.client = client
    this.url = url
  }

  async call(operation: string, request: Readonly<Record<string, unknown>> = {}): Promise<Page> {
    return this.client.call(await named(operation), request)
  }

  /** All items of a paged operation. */
  async list(operation: string, request: Record<string, unknown> = {}): Promise<readonly Page[]> {
    const model = await named(operation)
    const send = this.client.call.bind(this.client)
    if (model.paginate === undefined) throw new Error(`${operation} is not paged`)
    const pages = new Pages(model, model.paginate, send, request as never, {})
    const whole = await pages.whole()
    return (whole[model.paginate.resultKey] ?? []) as readonly Page[]
  }
}

async function named(operation: string): Promise<Operation> {
  const model = await loadOperation(operation)
  if (model === undefined) throw new Error(`no operation ${operation}`)
  return model
}

/** A connection for `call`: to the server named or configured, else to ours on this machine. */
export async function openApi({ settings, globals }: OwnCall): Promise<Api> {
  const region = configuredRegion(settings, globals.region) ?? REGION_DEFAULT
  const plan = planClient(settings, globals, 'ec2', region, LOCAL_SERVER)
  return new Api(await openClient(plan, 'if-possible'), plan.url)
}
