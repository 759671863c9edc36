// Whether the command line asks for the parts of the command: flags, then AWS_CLI_AUTO_PROMPT, then the profile's
// cli_auto_prompt.

import { Settings } from '../config/settings.ts'
import { wrongCommand } from '../failure.ts'
import type { World } from '../world.ts'

/** `partial`: only when the command as it is turns out to be wrong. */
export type PromptMode = 'off' | 'on' | 'partial'

/** The mode for `words`; fails when both flags are there. */
export function promptMode(words: readonly string[], world: World): PromptMode {
  const on = words.includes('--cli-auto-prompt')
  const off = words.includes('--no-cli-auto-prompt')
  if (on && off) {
    throw wrongCommand('Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.')
  }
  if (off || words.includes('help') || words.includes('--version')) return 'off'
  return on ? 'on' : configured(words, world)
}

function configured(words: readonly string[], world: World): PromptMode {
  const settings = new Settings(world, profileIn(words))
  const mode = (settings.variable('AWS_CLI_AUTO_PROMPT') ?? settings.setting('cli_auto_prompt') ?? 'off').toLowerCase()
  return mode === 'on' ? 'on' : mode === 'on-partial' ? 'partial' : 'off'
}

/** The profile that the words name; they are not parsed yet. */
function profileIn(words: readonly string[]): string | undefined {
  const at = words.indexOf('--profile')
  return at >= 0 ? words[at + 1] : words.find((word) => word.startsWith('--profile='))?.slice('--profile='.length)
}
