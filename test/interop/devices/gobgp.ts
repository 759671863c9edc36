// GoBGP 3 as a device. It keeps no routes in its configuration: they are added once it runs.

import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEVICE_ADDRESS, DEVICE_ADDRESS6, RS_ADDRESS, end } from '../network.ts'
import { RS_ASN } from '../site.ts'
import { folderFor, isV6, works, type Attributes, type StartDevice } from './device.ts'

// It tries to connect 5 to 10 seconds after it wants to, whatever connect-retry says.
const configuration = (n: number, asn: number, key: string | undefined): string => `
[global.config]
  as = ${asn}
  router-id = "${DEVICE_ADDRESS(n)}"
  port = -1
[[neighbors]]
  [neighbors.config]
    neighbor-address = "${RS_ADDRESS(n)}"
    peer-as = ${RS_ASN}${key === undefined ? '' : `\n    auth-password = "${key}"`}
  [neighbors.transport.config]
    local-address = "${DEVICE_ADDRESS(n)}"
  [neighbors.timers.config]
    connect-retry = 1
    idle-hold-time-after-reset = 1
  [[neighbors.afi-safis]]
    [neighbors.afi-safis.config]
      afi-safi-name = "ipv4-unicast"
  [[neighbors.afi-safis]]
    [neighbors.afi-safis.config]
      afi-safi-name = "ipv6-unicast"
`

export const startGobgp: StartDevice = async (lab, n, { asn, key, ...attributes }, first) => {
  const file = join(folderFor(lab, `gobgp${n}`), 'gobgpd.conf')
  writeFileSync(file, configuration(n, asn, key))
  const gobgp = (...args: string[]): string => lab.exec(n, 'gobgp', args)
  let now: Attributes
  let prefixes: Set<string>
  const add = (prefix: string): void => {
    const path = now.prepend === 0 ? [] : ['aspath', Array.from({ length: now.prepend }, () => asn).join(' ')]
    const family = isV6(prefix) ? ['nexthop', DEVICE_ADDRESS6(n), '-a', 'ipv6'] : ['-a', 'ipv4']
    prefixes.add(prefix)
    gobgp('global', 'rib', 'add', prefix, 'med', String(now.med), ...path, ...family)
  }
  const remove = (prefix: string): void => {
    prefixes.delete(prefix)
    gobgp('global', 'rib', 'del', prefix, '-a', isV6(prefix) ? 'ipv6' : 'ipv4')
  }
  const start = async (): Promise<ChildProcess> => {
    const started = lab.start(n, 'gobgpd', ['-f', file, '--api-hosts', '127.0.0.1:50051'])
    await works('gobgp', started, () => gobgp('global'))
    now = attributes
    prefixes = new Set()
    first.forEach(add)
    return started
  }
  let child = await start()
  return {
    announce: (more) => more.forEach(add),
    withdraw: (gone) => gone.forEach(remove),
    use: (other) => {
      now = other
      prefixes.forEach(add)
    },
    sendAgain: () => gobgp('neighbor', RS_ADDRESS(n), 'softresetout'),
    shutDown: (text) => gobgp('neighbor', RS_ADDRESS(n), 'shutdown', '--reason', text),
    report: () => gobgp('neighbor', RS_ADDRESS(n)) + lab.said(child),
    signal: (signal) => void child.kill(signal),
    restart: async () => {
      await end(child, 'SIGKILL')
      child = await start()
    },
  }
}
