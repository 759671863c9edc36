// ExaBGP 4 as a device. It takes commands from a program that it runs: here a `tail` of a file that grows.

import type { ChildProcess } from 'node:child_process'
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEVICE_ADDRESS, DEVICE_ADDRESS6, RS_ADDRESS, end } from '../network.ts'
import { RS_ASN } from '../site.ts'
import { folderFor, isV6, works, type Attributes, type StartDevice } from './device.ts'

const SETTINGS = {
  'exabgp.daemon.user': 'root',
  'exabgp.api.ack': 'false',
  'exabgp.api.cli': 'false',
  'exabgp.tcp.bind': '',
  'exabgp.log.all': 'true',
  'exabgp.log.level': 'DEBUG',
}

const configuration = (n: number, asn: number, program: string, key: string | undefined): string => `
process commands { run ${program}; encoder text; }
neighbor ${RS_ADDRESS(n)} {
  router-id ${DEVICE_ADDRESS(n)};
  local-address ${DEVICE_ADDRESS(n)};
  local-as ${asn};
  peer-as ${RS_ASN};
  ${key === undefined ? '' : `md5-password ${key};`}
  family { ipv4 unicast; ipv6 unicast; }
  capability { route-refresh enable; }
  api { processes [ commands ]; }
}
`

export const startExabgp: StartDevice = async (lab, n, { asn, key, ...attributes }, first) => {
  const folder = folderFor(lab, `exabgp${n}`)
  const file = join(folder, 'exabgp.conf')
  const commands = join(folder, 'commands')
  const program = join(folder, 'commands.sh')
  const started = join(folder, 'started')
  writeFileSync(program, `#!/bin/sh\ntouch ${started}\nexec tail -n +1 -s 0.1 -F ${commands}\n`)
  chmodSync(program, 0o755)
  writeFileSync(file, configuration(n, asn, program, key))
  let now: Attributes
  let prefixes: Set<string>
  const say = (...lines: string[]): void => appendFileSync(commands, lines.map((line) => `${line}\n`).join(''))
  const route = (prefix: string): string => {
    const path = Array.from({ length: now.prepend + 1 }, () => asn).join(' ')
    const hop = isV6(prefix) ? DEVICE_ADDRESS6(n) : DEVICE_ADDRESS(n)
    return `route ${prefix} next-hop ${hop} med ${now.med} as-path [ ${path} ]`
  }
  const add = (more: readonly string[]): void => {
    for (const prefix of more) prefixes.add(prefix)
    say(...more.map((prefix) => `announce ${route(prefix)}`))
  }
  const start = async (): Promise<ChildProcess> => {
    now = attributes
    prefixes = new Set()
    writeFileSync(commands, '')
    add(first)
    lab.exec(n, 'rm', ['-f', started])
    const settings = Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`)
    const running = lab.start(n, 'env', [...settings, 'exabgp', file])
    await works('the program of ExaBGP', running, () => lab.exec(n, 'test', ['-e', started]))
    return running
  }
  let child = await start()
  return {
    announce: add,
    withdraw: (gone) => {
      say(...gone.map((prefix) => `withdraw ${route(prefix)}`))
      for (const prefix of gone) prefixes.delete(prefix)
    },
    use: (other) => {
      now = other
      add([...prefixes])
    },
    askForRoutes: () => say('announce route-refresh ipv4 unicast', 'announce route-refresh ipv6 unicast'),
    shutDown: () => say(`neighbor ${RS_ADDRESS(n)} teardown 2`),
    report: () => lab.said(child),
    signal: (signal) => void child.kill(signal),
    restart: async () => {
      await end(child, 'SIGKILL')
      child = await start()
    },
  }
}
