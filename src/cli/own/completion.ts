// `vrs completion bash|zsh|fish`: the script that makes a shell ask us what can come next.

import { wrongCommand } from '../failure.ts'
import type { World } from '../world.ts'
import { candidates, type Candidate } from './complete.ts'

const BASH = `# Completion for vrs. Load it with: source <(vrs completion bash)
_vrs_complete() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(vrs __complete bash "\${COMP_LINE:0:$COMP_POINT}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _vrs_complete vrs
`

const ZSH = `#compdef vrs
# Completion for vrs. Load it with: source <(vrs completion zsh)
_vrs() {
  local -a values shown
  local line
  while IFS= read -r line; do
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done < <(vrs __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#values} )); then
    compadd -l -d shown -a values
  else
    _files
  fi
}
if [ "$funcstack[1]" = "_vrs" ]; then _vrs "$@"; else compdef _vrs vrs; fi
`

const FISH = `# Completion for vrs. Load it with: vrs completion fish | source
function __vrs_complete
  set -l words (commandline -opc) (commandline -ct)
  vrs __complete fish $words[2..-1] 2>/dev/null
end
complete -c vrs -f -a '(__vrs_complete)'
`

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH }

/** Prints the script of a shell. */
export function completion(words: readonly string[], world: World): Promise<number> {
  const script = SCRIPTS[words[0] ?? '']
  if (script === undefined || words.length > 1) {
    throw wrongCommand('Which shell? Usage: vrs completion bash|zsh|fish')
  }
  world.stdout.write(script)
  return Promise.resolve(0)
}

/** What the scripts ask: candidates, one a line. Bash hands over the whole line, the others the words. */
export async function answerShell([shell = '', ...words]: readonly string[], world: World): Promise<number> {
  const list = shell === 'bash' ? await forBash(words[0] ?? '', world) : await candidates(words, world)
  const lines = list.map((candidate) => (shell === 'bash' ? candidate.value : withAbout(candidate)))
  world.stdout.write(lines.map((line) => `${line}\n`).join(''))
  return 0
}

const withAbout = ({ value, about }: Candidate): string => {
  const [sentence = ''] = (about ?? '').split(/(?<=\.)\s/)
  return sentence === '' ? value : `${value}\t${sentence}`
}

/** Bash splits words at `=` and `:`, and wants only what follows the last of them. */
async function forBash(line: string, world: World): Promise<readonly Candidate[]> {
  const words = splitLine(line).slice(1)
  const current = words.at(-1) ?? ''
  const kept = Math.max(current.lastIndexOf('='), current.lastIndexOf(':')) + 1
  const list = await candidates(words, world)
  return list.map(({ value }) => ({ value: value.slice(kept) }))
}

/** Words of an unfinished line; after a blank the last one is empty. */
function splitLine(line: string): string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  let begun = false
  for (const c of line) {
    if (quote !== '') {
      if (c === quote) quote = ''
      else word += c
    } else if (c === "'" || c === '"') {
      quote = c
      begun = true
    } else if (/\s/.test(c)) {
      if (begun) words.push(word)
      word = ''
      begun = false
    } else {
      word += c
      begun = true
    }
  }
  return [...words, word]
}
