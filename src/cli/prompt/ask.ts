import type { World } from '../world.ts'
export function askForWords(words: readonly string[], _world: World): Promise<readonly string[]> {
  return Promise.resolve(words)
}
