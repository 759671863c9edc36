// Prints answers in the format asked for: whole answers for json, yaml and table; page by page for text and yaml-stream.

import { OUTPUTS } from '../arguments/globals.ts'
import type { Page, Pages } from '../call/pages.ts'
import type { Settings } from '../config/settings.ts'
import { otherFailure } from '../failure.ts'
import type { Globals } from '../globals.ts'
import { toJson } from './json.ts'
import { openSink, type Sink } from './pager.ts'
import type { TableOptions } from './table.ts'

export type Format = (typeof OUTPUTS)[number]

/** The format of the call; fails on an unknown one in the environment or a file. */
export function outputFormat(globals: Globals, settings: Settings): Format {
  const name = globals.output ?? (settings.variable('AWS_DEFAULT_OUTPUT') || settings.setting('output') || 'json')
  const format = OUTPUTS.find((known) => known === name)
  if (format === undefined) throw otherFailure(`Unknown output type: ${name}`)
  return format
}

/** Prints the answer of the operation called `title`. */
export async function print(
  title: string,
  answer: Page | Pages,
  format: Format,
  globals: Globals,
  settings: Settings,
): Promise<void> {
  const sink = openSink(settings, globals.pager)
  try {
    if (format === 'text') await printText(answer, globals, sink)
    else if (format === 'yaml-stream') await printStream(answer, globals, sink)
    else await printWhole(title, answer, format, globals, settings, sink)
  } finally {
    await sink.end()
  }
}

const isPages = (answer: Page | Pages): answer is Pages => 'each' in answer && typeof answer.each === 'function'
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

const queried = (globals: Globals, value: unknown): unknown =>
  globals.query === undefined ? value : globals.query(value)

async function printWhole(
  title: string,
  answer: Page | Pages,
  format: Format,
  globals: Globals,
  settings: Settings,
  sink: Sink,
): Promise<void> {
  const value = queried(globals, isPages(answer) ? await answer.whole() : answer)
  if (format === 'json') {
    if (!isEmpty(value)) await sink.write(`${toJson(value)}\n`)
  } else if (format === 'yaml') {
    const { toYaml } = await import('./yaml.ts')
    if (!isEmpty(value)) await sink.write(toYaml(value))
  } else {
    const { toTable } = await import('./table.ts')
    await sink.write(toTable(title, value, tableOptions(globals, settings, sink)))
  }
}

function tableOptions(globals: Globals, settings: Settings, sink: Sink): TableOptions {
  const { stdout } = settings.world
  const coloured = globals.color === 'on' || (globals.color === 'auto' && stdout.isTerminal)
  return { columns: stdout.columns ?? 80, coloured, resets: !sink.isPager }
}

async function printText(answer: Page | Pages, globals: Globals, sink: Sink): Promise<void> {
  const { toText } = await import('./text.ts')
  if (!isPages(answer)) {
    await sink.write(toText(queried(globals, answer)))
    return
  }
  for await (const page of answer.each()) {
    await sink.write(toText(queried(globals, { [answer.resultKey]: page[answer.resultKey] ?? null })))
  }
  // The AWS CLI runs the query on this line too, and prints None; that was mended later, and is not followed.
  if (answer.resumeToken !== undefined) await sink.write(`NEXTTOKEN\t${answer.resumeToken}\n`)
}

async function printStream(answer: Page | Pages, globals: Globals, sink: Sink): Promise<void> {
  const { toYaml } = await import('./yaml.ts')
  if (isPages(answer)) {
    for await (const page of answer.each()) await sink.write(toYaml([queried(globals, page)]))
    return
  }
  const value = queried(globals, answer)
  if (!isEmpty(value)) await sink.write(toYaml([value]))
}
