// FRR as a device: zebra, bfdd if wanted, bgpd, as user frr. Changes are made through vtysh and are forgotten by a restart.

import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEVICE_ADDRESS, RS_ADDRESS, end } from '../network.ts'
import { RS_ASN } from '../site.ts'
import { folderFor, isV6, works, type Attributes, type DeviceOptions, type StartDevice } from './device.ts'

const routeMap = (asn: number, { med, prepend }: Attributes): string[] => [
  'route-map OUT permit 10',
  ` set metric ${med}`,
  ...(prepend === 0 ? [' no set as-path prepend'] : [` set as-path prepend ${`${asn} `.repeat(prepend)}`]),
]

const networks = (prefixes: readonly string[], verb: 'network' | 'no network'): string[] =>
  [false, true].flatMap((v6) => {
    const ofFamily = prefixes.filter((prefix) => isV6(prefix) === v6)
    return [
      ` address-family ${v6 ? 'ipv6' : 'ipv4'} unicast`,
      ...ofFamily.map((prefix) => `  ${verb} ${prefix}`),
      ' exit',
    ]
  })

const configuration = (
  n: number,
  { asn, key, bfd, ...attributes }: DeviceOptions,
  prefixes: readonly string[],
): string =>
  [
    'log stdout',
    'bgp route-map delay-timer 1',
    ...routeMap(asn, attributes).filter((line) => !line.startsWith(' no ')),
    `router bgp ${asn}`,
    ` bgp router-id ${DEVICE_ADDRESS(n)}`,
    ' bgp log-neighbor-changes',
    ' no bgp ebgp-requires-policy',
    ' no bgp network import-check',
    ` neighbor ${RS_ADDRESS(n)} remote-as ${RS_ASN}`,
    ` neighbor ${RS_ADDRESS(n)} timers connect 1`,
    ` neighbor ${RS_ADDRESS(n)} advertisement-interval 0`,
    ...(key === undefined ? [] : [` neighbor ${RS_ADDRESS(n)} password ${key}`]),
    ...(bfd === true ? [` neighbor ${RS_ADDRESS(n)} bfd`] : []),
    ...['ipv4', 'ipv6'].flatMap((family) => [
      ` address-family ${family} unicast`,
      `  neighbor ${RS_ADDRESS(n)} activate`,
      `  neighbor ${RS_ADDRESS(n)} route-map OUT out`,
      ' exit',
    ]),
    ...networks(prefixes, 'network'),
    '',
  ].join('\n')

export const startFrr: StartDevice = async (lab, n, options, prefixes) => {
  const { asn } = options
  const folder = folderFor(lab, `frr${n}`, 'frr')
  writeFileSync(join(folder, 'zebra.conf'), '')
  writeFileSync(join(folder, 'bfdd.conf'), 'bfd\n')
  writeFileSync(join(folder, 'bgpd.conf'), configuration(n, options, prefixes))
  const start = (daemon: string, ...more: string[]): ChildProcess => {
    const where = ['-z', join(folder, 'zserv'), '--vty_socket', folder, '-i', join(folder, `${daemon}.pid`)]
    const how = ['-u', 'frr', '-g', 'frr', '-A', '127.0.0.1', '-f', join(folder, `${daemon}.conf`)]
    return lab.start(n, `/usr/lib/frr/${daemon}`, [...how, ...where, ...more])
  }
  const vtysh = (...lines: string[]): string =>
    lab.exec(n, 'vtysh', ['--vty_socket', folder, ...lines.flatMap((line) => ['-c', line])])
  const configure = (...lines: string[]): string => vtysh('configure terminal', ...lines)
  const configureBgp = (...lines: string[]): string => configure(`router bgp ${asn}`, ...lines)
  const startBgpd = async (): Promise<ChildProcess> => {
    const started = start('bgpd')
    await works('vtysh', started, () => vtysh('show bgp summary'))
    return started
  }
  const zebra = start('zebra')
  await works('zebra', zebra, () => lab.exec(n, 'test', ['-S', join(folder, 'zserv')]))
  const bfdd = options.bfd === true ? start('bfdd', '--bfdctl', join(folder, 'bfdd.sock')) : undefined
  if (bfdd !== undefined) await works('bfdd', bfdd, () => vtysh('show bfd peers'))
  let bgpd = await startBgpd()
  return {
    announce: (more) => configureBgp(...networks(more, 'network')),
    withdraw: (gone) => configureBgp(...networks(gone, 'no network')),
    use: (other) => configure(...routeMap(asn, other)),
    sendAgain: () => vtysh(`clear bgp ${RS_ADDRESS(n)} soft out`),
    askForRoutes: () => vtysh(`clear bgp ${RS_ADDRESS(n)} soft in`),
    shutDown: (text) => configureBgp(`neighbor ${RS_ADDRESS(n)} shutdown message ${text}`),
    bringUp: () => configureBgp(`no neighbor ${RS_ADDRESS(n)} shutdown`),
    report: () => vtysh(`show bgp neighbors ${RS_ADDRESS(n)}`) + lab.said(bgpd),
    signal: (signal) => {
      bgpd.kill(signal)
      bfdd?.kill(signal)
    },
    restart: async () => {
      await end(bgpd, 'SIGKILL')
      bgpd = await startBgpd()
    },
  }
}
