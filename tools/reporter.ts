// Reporter for node's test runner: prints what failed, counts the rest, and writes the counts to the file that
// VRS_TEST_COUNTS names, where tools/test.ts adds the groups up.

import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

export interface Counts {
  passed: number
  failed: number
  skipped: number
  /** Reason to number of tests that it left out. */
  reasons: Record<string, number>
}

interface TestEvent {
  readonly type: string
  readonly data: {
    readonly name?: string
    readonly file?: string
    readonly line?: number
    readonly skip?: string | boolean
    readonly todo?: string | boolean
    readonly message?: string
    readonly details?: { readonly type?: string; readonly error?: Error & { readonly cause?: unknown } }
  }
}

const why = (error: (Error & { readonly cause?: unknown }) | undefined): string => {
  const cause = error?.cause instanceof Error ? error.cause : error
  return (cause?.stack ?? String(cause)).split('\n').slice(0, 30).join('\n    ')
}

/** The reporter: node calls it with the stream of test events. */
async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, reasons: {} }
  for await (const { type, data } of source) {
    if (data.details?.type === 'suite' && type === 'test:pass') continue
    if (type === 'test:pass' && (data.skip !== undefined || data.todo !== undefined)) {
      const reason = String(data.skip ?? data.todo)
      counts.skipped++
      counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
    } else if (type === 'test:pass') counts.passed++
    else if (type === 'test:fail') {
      counts.failed++
      yield `✖ ${data.name ?? '?'}  (${relative(process.cwd(), data.file ?? '')}:${data.line ?? 0})\n    ${why(data.details?.error)}\n`
    } else if (type === 'test:stdout' && process.env['VRS_TEST_VERBOSE'] !== undefined) yield data.message ?? ''
    else if (type === 'test:stderr') yield data.message ?? ''
  }
  const file = process.env['VRS_TEST_COUNTS']
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
}

// The runner loads reporters by their default export; this is its interface, not our habit.
// oxlint-disable-next-line import/no-default-export
export default report
