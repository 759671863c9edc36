// OpenBGPD as a device: a privileged process and three that give up their rights in the home of user _openbgpd, which a
// service manager makes at boot. Changes are made by writing its configuration anew and `bgpctl reload`.

import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEVICE_ADDRESS, DEVICE_ADDRESS6, RS_ADDRESS, end } from '../network.ts'
import { RS_ASN } from '../site.ts'
import { folderFor, works, type Attributes, type StartDevice } from './device.ts'

const HOME = '/run/openbgpd'

interface Configuration extends Attributes {
  readonly n: number
  readonly asn: number
  readonly socket: string
  readonly key: string | undefined
  readonly prefixes: ReadonlySet<string>
}

// Over an IPv4 session it would announce IPv6 routes with ::1 as next hop.
const configuration = ({ n, asn, socket, key, prefixes, med, prepend }: Configuration): string => `
AS ${asn}
router-id ${DEVICE_ADDRESS(n)}
socket "${socket}"
listen on ${DEVICE_ADDRESS(n)}
fib-update no
connect-retry 1
${[...prefixes].map((prefix) => `network ${prefix}`).join('\n')}
neighbor ${RS_ADDRESS(n)} {
  remote-as ${RS_ASN}
  local-address ${DEVICE_ADDRESS(n)}
  multihop 2${key === undefined ? '' : `\n  tcp md5sig password ${key}`}
  announce IPv4 unicast
  announce IPv6 unicast
}
allow from any
allow to any
match to any set { med ${med} ${prepend > 0 ? `prepend-self ${prepend}` : ''} }
match to any inet6 set nexthop ${DEVICE_ADDRESS6(n)}
match to any set nexthop no-modify
`

export const startOpenbgpd: StartDevice = async (lab, n, { asn, key, ...attributes }, first) => {
  mkdirSync(HOME, { recursive: true, mode: 0o755 })
  const folder = folderFor(lab, `openbgpd${n}`)
  const file = join(folder, 'bgpd.conf')
  const socket = join(folder, 'bgpd.sock')
  const bgpctl = (...args: string[]): string => lab.exec(n, 'bgpctl', ['-s', socket, ...args])
  let now: Attributes
  let prefixes: ReadonlySet<string>
  const write = (): void =>
    writeFileSync(file, configuration({ n, asn, socket, key, prefixes, ...now }), { mode: 0o600 })
  const change = (to: { prefixes?: ReadonlySet<string>; now?: Attributes }): void => {
    prefixes = to.prefixes ?? prefixes
    now = to.now ?? now
    write()
    bgpctl('reload')
  }
  // A first attempt that fails is followed by half a minute of idleness, whatever is configured: it is sent on again.
  const nudge = async (): Promise<void> => {
    for (let tries = 0; tries < 100; tries++) {
      const shown = bgpctl('show', 'neighbor', RS_ADDRESS(n))
      if (shown.includes('Established')) return
      if (/state = Idle/.test(shown) && tries % 5 === 4) bgpctl('neighbor', RS_ADDRESS(n), 'up')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  const start = async (): Promise<ChildProcess> => {
    now = attributes
    prefixes = new Set(first)
    write()
    const started = lab.start(n, '/usr/sbin/bgpd', ['-d', '-f', file])
    await works('bgpctl', started, () => bgpctl('show'))
    await nudge()
    return started
  }
  let child = await start()
  return {
    announce: (more) => change({ prefixes: new Set([...prefixes, ...more]) }),
    withdraw: (gone) => change({ prefixes: new Set([...prefixes].filter((prefix) => !gone.includes(prefix))) }),
    use: (other) => change({ now: other }),
    askForRoutes: () => bgpctl('neighbor', RS_ADDRESS(n), 'refresh'),
    shutDown: (text) => bgpctl('neighbor', RS_ADDRESS(n), 'down', text),
    bringUp: () => bgpctl('neighbor', RS_ADDRESS(n), 'up'),
    report: () => bgpctl('show', 'neighbor', RS_ADDRESS(n)) + lab.said(child),
    signal: (signal) => void child.kill(signal),
    restart: async () => {
      await end(child, 'SIGKILL')
      child = await start()
    },
  }
}
