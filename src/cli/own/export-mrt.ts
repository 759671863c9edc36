// `vrs export-mrt <route-server-id> [--file NAME]`: the RIB of a route server as an MRT file (RFC 6396, TABLE_DUMP_V2).

import { wrongCommand } from '../failure.ts'
import { absolute } from '../input/files.ts'
import type { World } from '../world.ts'
import { ask } from './operator.ts'
import { readCall, type OwnGrammar } from './session.ts'

const GRAMMAR: OwnGrammar = {
  name: 'export-mrt',
  usage: 'vrs export-mrt <route-server-id> --file NAME',
  options: [{ flag: '--file', key: 'file', takes: 'one' }],
  words: ['route-server-id'],
}

/** Runs the command. */
export async function exportMrt(words: readonly string[], world: World): Promise<number> {
  const call = await readCall(GRAMMAR, words, world)
  const file = call.values.get('file')
  if (file === undefined) throw wrongCommand(`Missing --file. Usage: ${GRAMMAR.usage}`)
  const bytes = await ask(call, 'mrt', { 'route-server-id': call.words[0] ?? '' })
  process.getBuiltinModule('node:fs').writeFileSync(absolute(String(file), world), bytes)
  world.stdout.write(`${bytes.length} bytes in ${String(file)}\n`)
  return 0
}
