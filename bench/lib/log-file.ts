// What daemons write into their logs, as changes of sessions.

import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { wallOffset } from './bfd-lab.ts'
import type { Detector } from './detectors.ts'

const AT_ONCE = 1 << 20

/** Lines that a daemon has added to its log since the last call; the file may not be there yet. */
export function tail(file: string): () => readonly string[] {
  let offset = 0
  let rest = ''
  const octets = Buffer.alloc(AT_ONCE)
  return () => {
    if (!existsSync(file)) return []
    const fd = openSync(file, 'r')
    for (let read = AT_ONCE; read === AT_ONCE;) {
      read = readSync(fd, octets, 0, AT_ONCE, offset)
      offset += read
      rest += octets.toString('utf8', 0, read)
    }
    closeSync(fd)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    return lines
  }
}

const isUp = (state: string): boolean => state.toLowerCase() === 'up'

/** Changes of sessions in the lines: the first group of the pattern is the wall time, then come the old and the new state. */
export function changesIn(lines: () => readonly string[], pattern: RegExp): Detector['changes'] {
  return () => {
    const offset = wallOffset()
    return lines().flatMap((line) => {
      const [, stamp, from = '', to = ''] = pattern.exec(line) ?? []
      if (stamp === undefined) return []
      const [date = '', time = ''] = stamp.replaceAll('/', '-').replace(/:$/, '').split(' ')
      const [clock = '', fraction = ''] = time.split('.')
      const wall = Date.parse(`${date}T${clock}Z`) * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6))
      return [{ up: isUp(to), down: isUp(from), at: wall - offset }]
    })
  }
}
