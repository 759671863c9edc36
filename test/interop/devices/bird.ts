// BIRD 2 as a device. Changes are made by writing its configuration anew and `birdc configure`.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEVICE_ADDRESS, RS_ADDRESS, end } from '../network.ts'
import { RS_ASN } from '../site.ts'
import { folderFor, isV6, works, type Attributes, type StartDevice } from './device.ts'

interface Configuration extends Attributes {
  readonly n: number
  readonly asn: number
  readonly link: string
  readonly session: string
  readonly prefixes: ReadonlySet<string>
}

const configuration = ({ n, asn, link, session, prefixes, med, prepend }: Configuration): string => `
log stderr all;
router id ${DEVICE_ADDRESS(n)};
protocol device {}
protocol static s4 { ipv4; ${statics(prefixes, false)} }
protocol static s6 { ipv6; ${statics(prefixes, true)} }
protocol bfd { interface "${link}" { min rx interval 300 ms; min tx interval 300 ms; multiplier 3; }; }
filter announced { bgp_med = ${med}; ${`bgp_path.prepend(${asn}); `.repeat(prepend)}accept; }
protocol bgp vpc {
  local ${DEVICE_ADDRESS(n)} as ${asn};
  neighbor ${RS_ADDRESS(n)} as ${RS_ASN};
  connect delay time 1; connect retry time 2; error wait time 1, 2;
  ${session}
  ipv4 { import all; export filter announced; };
  ipv6 { import all; export filter announced; };
}
`

const statics = (prefixes: ReadonlySet<string>, v6: boolean): string =>
  [...prefixes]
    .filter((prefix) => isV6(prefix) === v6)
    .map((prefix) => `route ${prefix} blackhole;`)
    .join(' ')

export const startBird: StartDevice = async (lab, n, { asn, key, bfd, ...attributes }, first) => {
  const folder = folderFor(lab, `bird${n}`)
  const file = join(folder, 'bird.conf')
  const socket = join(folder, 'bird.ctl')
  const birdc = (...command: string[]): string => lab.exec(n, 'birdc', ['-s', socket, ...command])
  const write = (): void => writeFileSync(file, configuration({ n, asn, link: lab.link(n), session, prefixes, ...now }))
  const start = async () => {
    now = attributes
    prefixes = new Set(first)
    write()
    const started = lab.start(n, 'bird', ['-f', '-c', file, '-s', socket, '-P', join(folder, 'bird.pid')])
    await works('birdc', started, () => birdc('show', 'status'))
    return started
  }
  const session = `${bfd === true ? 'bfd on; ' : ''}${key === undefined ? '' : `password "${key}";`}`
  let now: Attributes
  let prefixes: ReadonlySet<string>
  const change = (to: { prefixes?: ReadonlySet<string>; now?: Attributes }): void => {
    prefixes = to.prefixes ?? prefixes
    now = to.now ?? now
    write()
    birdc('configure')
  }
  let child = await start()
  return {
    announce: (more) => change({ prefixes: new Set([...prefixes, ...more]) }),
    withdraw: (gone) => change({ prefixes: new Set([...prefixes].filter((prefix) => !gone.includes(prefix))) }),
    use: (other) => change({ now: other }),
    sendAgain: () => birdc('reload', 'out', 'vpc'),
    askForRoutes: () => birdc('reload', 'in', 'vpc'),
    shutDown: (text) => birdc('disable', 'vpc', `"${text}"`),
    bringUp: () => birdc('enable', 'vpc'),
    report: () => birdc('show', 'protocols', 'all', 'vpc'),
    signal: (signal) => void child.kill(signal),
    restart: async () => {
      await end(child, 'SIGKILL')
      child = await start()
    },
  }
}
