// FRR, GoBGP, OpenBGPD and ExaBGP as devices: how each is configured, started and told to announce or withdraw. Device `n`
// runs in the namespace of that number. BIRD has a test of its own (bird.test.ts).

import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { DEVICE_ADDRESS, DEVICE_ADDRESS6, RS_ADDRESS, type Lab } from './network.ts'

export interface DeviceOptions {
  readonly asn: number
  readonly med: number
  readonly prepend: number
}

export interface Device {
  readonly announce: (prefix: string) => void
  readonly withdraw: (prefix: string) => void
  /** A clean end of the session by the administrator. */
  readonly stop: () => void
  /** Sends all routes again without a new session, where the device can. */
  readonly refresh?: () => void
}

export type StartDevice = (lab: Lab, n: number, options: DeviceOptions, prefixes: readonly string[]) => Promise<Device>

const isV6 = (prefix: string): boolean => prefix.includes(':')
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Tries a command until it works; a daemon's control socket is not there at once. */
async function whenReady(act: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      act()
      return
    } catch (error) {
      if (tries > 100) throw error
      await pause(100)
    }
  }
}

function folderFor(lab: Lab, name: string, user?: string): string {
  const folder = join(lab.folder, name)
  mkdirSync(folder)
  chmodSync(lab.folder, 0o755)
  if (user !== undefined) {
    const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find(([who]) => who === user) ?? ['', '', '0', '0']
    chownSync(folder, Number(uid), Number(gid))
  }
  return folder
}

/** FRR: zebra, then bgpd. */
export const startFrr: StartDevice = async (lab, n, options, prefixes) => {
  const folder = folderFor(lab, `frr${n}`, 'frr')
  const prepend = options.prepend > 0 ? ` set as-path prepend ${`${options.asn} `.repeat(options.prepend)}` : ''
  const networks = (v6: boolean): string =>
    prefixes
      .filter((prefix) => isV6(prefix) === v6)
      .map((prefix) => `  network ${prefix}`)
      .join('\n')
  writeFileSync(join(folder, 'zebra.conf'), '')
  const family = (name: string, v6: boolean): string =>
    ` address-family ${name} unicast\n${networks(v6)}\n  neighbor ${RS_ADDRESS(n)} activate\n  neighbor ${RS_ADDRESS(n)} route-map OUT out\n exit-address-family`
  writeFileSync(
    join(folder, 'bgpd.conf'),
    `route-map OUT permit 10
 set metric ${options.med}
${prepend}
router bgp ${options.asn}
 bgp router-id ${DEVICE_ADDRESS(n)}
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor ${RS_ADDRESS(n)} remote-as 65000
 neighbor ${RS_ADDRESS(n)} timers connect 2
${family('ipv4', false)}
${family('ipv6', true)}
`,
  )
  const start = (daemon: string): ChildProcess => {
    const where = ['-z', join(folder, 'zserv'), '--vty_socket', folder, '-i', join(folder, `${daemon}.pid`)]
    const how = ['-u', 'frr', '-g', 'frr', '-A', '127.0.0.1', '-f', join(folder, `${daemon}.conf`)]
    return lab.start(n, `/usr/lib/frr/${daemon}`, [...how, ...where])
  }
  const vtysh = (...lines: string[]): void => {
    lab.exec(n, 'vtysh', ['--vty_socket', folder, ...lines.flatMap((line) => ['-c', line])])
  }
  const zebra = start('zebra')
  await whenReady(() => lab.exec(n, 'test', ['-S', join(folder, 'zserv')]))
  const bgpd = start('bgpd')
  await whenReady(() => vtysh('show bgp summary'))
  const edit = (prefix: string, no: string): void =>
    vtysh(
      'configure terminal',
      `router bgp ${options.asn}`,
      `address-family ${isV6(prefix) ? 'ipv6' : 'ipv4'} unicast`,
      `${no}network ${prefix}`,
    )
  return {
    announce: (prefix) => edit(prefix, ''),
    withdraw: (prefix) => edit(prefix, 'no '),
    refresh: () => vtysh(`clear bgp ${RS_ADDRESS(n)} soft out`),
    stop: () => {
      vtysh(
        'configure terminal',
        `router bgp ${options.asn}`,
        `neighbor ${RS_ADDRESS(n)} shutdown message upgrade tonight`,
      )
      void [zebra, bgpd]
    },
  }
}

/** GoBGP. */
export const startGobgp: StartDevice = async (lab, n, options, prefixes) => {
  const folder = folderFor(lab, `gobgp${n}`)
  const file = join(folder, 'gobgpd.conf')
  const families = ['ipv4-unicast', 'ipv6-unicast']
    .map((family) => `[[neighbors.afi-safis]]\n[neighbors.afi-safis.config]\nafi-safi-name = "${family}"`)
    .join('\n')
  writeFileSync(
    file,
    `[global.config]
as = ${options.asn}
router-id = "${DEVICE_ADDRESS(n)}"
port = -1
[[neighbors]]
[neighbors.config]
neighbor-address = "${RS_ADDRESS(n)}"
peer-as = 65000
[neighbors.transport.config]
local-address = "${DEVICE_ADDRESS(n)}"
[neighbors.timers.config]
connect-retry = 1
${families}
`,
  )
  lab.start(n, 'gobgpd', ['-f', file, '--api-hosts', '127.0.0.1:50051'])
  const gobgp = (...args: string[]): void => void lab.exec(n, 'gobgp', args)
  const path = [options.asn, ...Array.from({ length: options.prepend }, () => options.asn)].slice(1).join(' ')
  const rib = (verb: string, prefix: string): void => {
    const attributes = verb === 'add' ? ['med', String(options.med), ...(path === '' ? [] : ['aspath', path])] : []
    const hop = isV6(prefix) ? ['nexthop', DEVICE_ADDRESS6(n)] : []
    gobgp('global', 'rib', verb, prefix, ...hop, ...attributes, '-a', isV6(prefix) ? 'ipv6' : 'ipv4')
  }
  await whenReady(() => gobgp('global'))
  for (const prefix of prefixes) rib('add', prefix)
  return {
    announce: (prefix) => rib('add', prefix),
    withdraw: (prefix) => rib('del', prefix),
    refresh: () => gobgp('neighbor', RS_ADDRESS(n), 'softresetout'),
    stop: () => gobgp('neighbor', RS_ADDRESS(n), 'shutdown', 'upgrade tonight'),
  }
}

/** OpenBGPD. */
export const startOpenbgpd: StartDevice = async (lab, n, options, prefixes) => {
  const folder = folderFor(lab, `openbgpd${n}`)
  const file = join(folder, 'bgpd.conf')
  const socket = join(folder, 'bgpd.sock')
  const configure = (announced: readonly string[]): void => {
    const networks = announced.map((prefix) => `network ${prefix}`).join('\n')
    const prepend = options.prepend > 0 ? `prepend-self ${options.prepend + 0} ` : ''
    writeFileSync(
      file,
      `AS ${options.asn}
router-id ${DEVICE_ADDRESS(n)}
socket "${socket}"
fib-update no
${networks}
neighbor ${RS_ADDRESS(n)} {
  remote-as 65000
  local-address ${DEVICE_ADDRESS(n)}
  announce IPv4 unicast
  announce IPv6 unicast
}
allow from any
allow to any
match to any set { med ${options.med} ${prepend}}
`,
    )
    chmodSync(file, 0o600)
  }
  configure(prefixes)
  lab.start(n, '/usr/sbin/bgpd', ['-d', '-f', file])
  const bgpctl = (...args: string[]): void => void lab.exec(n, 'bgpctl', ['-s', socket, ...args])
  await whenReady(() => bgpctl('show'))
  let now = [...prefixes]
  const set = (next: string[]): void => {
    now = next
    configure(now)
    bgpctl('reload')
  }
  return {
    announce: (prefix) => set([...now, prefix]),
    withdraw: (prefix) => set(now.filter((one) => one !== prefix)),
    refresh: () => bgpctl('neighbor', RS_ADDRESS(n), 'refresh'),
    stop: () => bgpctl('neighbor', RS_ADDRESS(n), 'down', 'upgrade tonight'),
  }
}

/** ExaBGP, told by a named pipe's worth of commands: a process that copies a file of commands as it grows. */
export const startExabgp: StartDevice = async (lab, n, options, prefixes) => {
  const folder = folderFor(lab, `exabgp${n}`)
  const file = join(folder, 'exabgp.conf')
  const commands = join(folder, 'commands')
  const path = `[ ${`${options.asn} `.repeat(options.prepend + 1)}]`
  const route = (prefix: string): string =>
    `route ${prefix} next-hop ${isV6(prefix) ? DEVICE_ADDRESS6(n) : DEVICE_ADDRESS(n)} med ${options.med} as-path ${path}`
  let lines = prefixes.map((prefix) => `announce ${route(prefix)}`)
  const write = (): void => writeFileSync(commands, `${lines.join('\n')}\n`)
  write()
  const tail = join(folder, 'tail.sh')
  writeFileSync(tail, `#!/bin/sh\nexec tail -n +1 -s 0.1 -F ${commands}\n`)
  chmodSync(tail, 0o755)
  writeFileSync(
    file,
    `process commands { run ${tail}; encoder text; }
neighbor ${RS_ADDRESS(n)} {
  router-id ${DEVICE_ADDRESS(n)};
  local-address ${DEVICE_ADDRESS(n)};
  local-as ${options.asn};
  peer-as 65000;
  family { ipv4 unicast; ipv6 unicast; }
  api { processes [ commands ]; }
}
`,
  )
  const settings = ['exabgp.daemon.user=root', 'exabgp.api.ack=false', 'exabgp.log.level=CRITICAL', 'exabgp.tcp.bind=']
  const child = lab.start(n, 'env', [...settings, 'exabgp', file])
  await pause(100)
  const say = (line: string): void => {
    lines = [...lines, line]
    lab.exec(n, 'sh', ['-c', `printf '%s\\n' "${line}" >> ${commands}`])
  }
  return {
    announce: (prefix) => say(`announce ${route(prefix)}`),
    withdraw: (prefix) => say(`withdraw ${route(prefix)}`),
    stop: () => void child.kill('SIGTERM'),
  }
}
