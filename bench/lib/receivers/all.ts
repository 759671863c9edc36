// Everything that can be measured, and whether it is installed.

import { existsSync } from 'node:fs'
import type { PeerPlan, Receiver } from '../receiver.ts'
import { startBird } from './bird.ts'
import { FRR_BGPD, startFrr } from './frr.ts'
import { startGobgp } from './gobgp.ts'
import { OPENBGPD, startOpenbgpd } from './openbgpd.ts'
import { startVrs } from './vrs.ts'

export interface Kind {
  readonly name: string
  /** Its devices are at 127.net.x.y. */
  readonly net: number
  readonly start: (peers: readonly PeerPlan[]) => Promise<Receiver>
  /** Why it cannot be measured here. */
  readonly missing: () => string | undefined
}

const root = (): string | undefined => (process.getuid?.() === 0 ? undefined : 'needs root')
const program = (...names: readonly string[]): string | undefined => {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin']
  const found = (name: string): boolean => existsSync(name) || folders.some((folder) => existsSync(`${folder}/${name}`))
  const not = names.filter((name) => !found(name))
  return not.length === 0 ? undefined : `${not.join(', ')} not installed`
}

const KINDS: readonly Kind[] = [
  { name: 'vrs', net: 91, start: startVrs, missing: () => undefined },
  { name: 'BIRD', net: 90, start: startBird, missing: () => program('bird') },
  { name: 'FRR', net: 92, start: startFrr, missing: () => program(FRR_BGPD) ?? root() },
  { name: 'GoBGP', net: 93, start: startGobgp, missing: () => program('gobgpd', 'gobgp') },
  { name: 'OpenBGPD', net: 94, start: startOpenbgpd, missing: () => program(OPENBGPD, 'bgpctl') ?? root() },
]

/** The receivers of that list of names, or all; those that cannot be measured here are left out, and it is said why. Throws for a name that is none. */
export function chosen(list: string | undefined): readonly Kind[] {
  const known = (name: string): Kind => {
    const kind = KINDS.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (kind === undefined) throw new Error(`${name} is none of ${KINDS.map((one) => one.name).join(', ')}`)
    return kind
  }
  return (list?.split(',').map(known) ?? KINDS).filter((kind) => {
    const why = kind.missing()
    if (why !== undefined) process.stderr.write(`${kind.name} is left out: ${why}\n`)
    return why === undefined
  })
}
