// From the moment the preferred device is gone until packets go to the other one, end to end: vrs beside BIRD as route server,
// with the same two devices on the same segment, one after the other in the same run. Needs root (network namespaces) and BIRD.
//
//   node bench/failover.ts [--routes 1,1000000] [--interval 300] [--runs 5] [--cut] [--receivers BIRD,vrs] [--give-up 600]
//
// Both devices are BIRD with BFD and announce the same routes; the second one's paths are longer. The first is frozen by
// SIGSTOP (or, with --cut, the switch takes its port down). `first` is the time until the first of 40 sampled routes leads to the second
// device, `all` until the last one does: in vrs's route table by its forwarding trace, in the kernel table that BIRD exports to
// by `ip route get`. Both include the time of the probes. `on top` is what follows the detection: for BIRD from the
// Down in its log until all lead there, for vrs as its router measures it (event to tables). What takes more than --give-up seconds is
// shown as `>`: a million kernel routes are rewritten one by one. With 1 route a run takes 5 s; with a million about 15 s for
// vrs and some minutes for BIRD, besides a minute to load.

import type { ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatIpv4 } from '../src/base/ip.ts'
import { loadLibc } from '../src/host/linux/libc.ts'
import { enterNetworkNamespace } from '../src/host/linux/sockets.ts'
import { BfdLab, monotonic, sh, wallOffset } from './lib/bfd-lab.ts'
import { IpBatch } from './lib/ip-batch.ts'
import { pause, sumOf } from './lib/receiver.ts'
import { askBird } from './lib/receivers/bird.ts'
import { call, startVrsOnHost, type VrsReceiver } from './lib/receivers/vrs.ts'
import { prefixes4 } from './lib/routes.ts'

const { values } = parseArgs({
  options: {
    routes: { type: 'string', default: '1,1000000' },
    interval: { type: 'string', default: '300' },
    runs: { type: 'string', default: '5' },
    cut: { type: 'boolean', default: false },
    receivers: { type: 'string', default: 'BIRD,vrs' },
    'give-up': { type: 'string', default: '600' },
  },
})
const INTERVAL = Number(values.interval)
const GIVE_UP = Number(values['give-up'])
const SERVER = '10.98.1.4'
const DEVICES = [
  { name: 'one', address: '10.98.1.10', asn: 65001 },
  { name: 'two', address: '10.98.1.11', asn: 65002 },
] as const
const SAMPLES = 40

/** A machine on the segment, whose switch is a bridge in a namespace of its own. */
function plug(lab: BfdLab, name: string, address: string): void {
  const [machine, bridge] = [lab.namespace(name), lab.namespace('sw')]
  sh('ip', '-n', machine, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', name, 'netns', bridge)
  sh('ip', '-n', machine, 'addr', 'add', `${address}/24`, 'dev', 'eth0')
  sh('ip', '-n', machine, 'link', 'set', 'eth0', 'up')
  sh('ip', '-n', bridge, 'link', 'set', name, 'master', 'br0', 'up')
}

const common = (lab: BfdLab, name: string, address: string): string => `log "${join(lab.folder, `${name}.log`)}" all;
timeformat log iso long us;
router id ${address};
protocol device {}
protocol bfd b { debug { states, events };
  interface "*" { min tx interval ${INTERVAL} ms; min rx interval ${INTERVAL} ms; multiplier 3; };
}
`

const bgp = (name: string, local: string, as: number, peer: string, peerAs: number, channel: string): string =>
  `protocol bgp ${name} { local ${local} as ${as}; neighbor ${peer} as ${peerAs}; direct; bfd yes; hold time 240;
  connect retry time 2; error wait time 1,2; ipv4 { ${channel} }; }\n`

function device(lab: BfdLab, which: 0 | 1, routes: string): ChildProcess {
  const { name, address, asn } = DEVICES[which]
  const prepend = which === 1 ? `bgp_path.prepend(${asn}); bgp_path.prepend(${asn}); ` : ''
  const channel = `import none; export filter { ${prepend}accept; };`
  const session = bgp('server', address, asn, SERVER, 65000, channel)
  const config = `${common(lab, name, address)}protocol static { ipv4;\ninclude "${routes}";\n}\n${session}`
  return bird(lab, name, config)
}

function bird(lab: BfdLab, name: string, config: string): ChildProcess {
  const file = join(lab.folder, `${name}.conf`)
  writeFileSync(file, config)
  return lab.start(name, 'bird', '-f', '-c', file, '-s', join(lab.folder, `${name}.ctl`))
}

function startBirdServer(lab: BfdLab): void {
  const sessions = DEVICES.map(({ name, address, asn }) =>
    bgp(`server_${name}`, SERVER, 65000, address, asn, 'import all; export none;'),
  )
  const kernel = 'protocol kernel { ipv4 { import none; export all; }; }\n'
  bird(lab, 'rs', `${common(lab, 'rs', SERVER)}${kernel}${sessions.join('')}`)
}

type Probe = (address: string) => Promise<string>

/** The route table of vrs, by its trace; the answer is the next hop's interface. */
function tableProbe({ api }: VrsReceiver, subnetId: string): Probe {
  return async (to) => {
    const answer = await fetch(`${api.endpoint}/_vrs/trace?from=${subnetId}&to=${to}`)
    return ((await answer.json()) as { readonly eniId?: string }).eniId ?? ''
  }
}

interface Switched {
  /** When the first sample led to the target, and when the last one did; Infinity when they did not in time. */
  readonly first: number
  readonly last: number
}

/** Waits until every sample leads to `target`. The first is asked alone, then all that are left at once. */
async function allLeadTo(probe: Probe, samples: readonly string[], target: string): Promise<Switched> {
  const until = monotonic() + GIVE_UP * 1_000_000
  const [one = '', ...others] = samples
  let first = Infinity
  for (let left = [one]; left.length > 0;) {
    const hops = await Promise.all(left.map(probe))
    if (monotonic() > until) return { first, last: Infinity }
    left = left.filter((_, i) => hops[i] !== target)
    if (first < Infinity || left.length > 0) continue
    first = monotonic()
    left = others
  }
  return { first, last: monotonic() }
}

/** When BIRD's log says that its BFD session with the first device went down, after `since`. */
function downAt(lab: BfdLab, since: number): number {
  const offset = wallOffset()
  const pattern = /^(\S+) (\S+)\.(\d{6}).*b: Session to 10\.98\.1\.10 changed state from Up to Down/
  for (const line of readFileSync(join(lab.folder, 'rs.log'), 'utf8').split('\n').toReversed()) {
    const [, date, time, micros] = pattern.exec(line) ?? []
    if (date === undefined) continue
    const at = Date.parse(`${date}T${time}Z`) * 1_000 + Number(micros) - offset
    if (at >= since) return at
  }
  return Number.NaN
}

/** Milliseconds. */
interface Measured {
  readonly first: number
  readonly total: number
  readonly onTop: number
}

/** A route server that has all routes: where an address leads, by device, and how long a failover took after its detection. */
interface Server {
  readonly probe: Probe
  readonly targets: readonly string[]
  /** Call it before and after: milliseconds from detection to `switched`. */
  readonly onTop: (from: number) => Promise<(switched: number) => Promise<number>>
  readonly close: () => Promise<void>
  /** Whether it has the paths of both devices. */
  readonly full: () => Promise<boolean>
}

async function once(server: Server, breaks: Breaking, samples: readonly string[]): Promise<Measured> {
  const [first = '', second = ''] = server.targets
  const before = await allLeadTo(server.probe, samples, first)
  if (before.last === Infinity) throw new Error(`not everything leads to the first device after ${GIVE_UP} s`)
  await pause(1_000 + Math.random() * INTERVAL)
  const onTop = await server.onTop(monotonic())
  const from = monotonic()
  breaks.act()
  const switched = await allLeadTo(server.probe, samples, second)
  const measured = {
    first: (switched.first - from) / 1_000,
    total: (switched.last - from) / 1_000,
    onTop: await onTop(switched.last),
  }
  breaks.undo()
  return measured
}

interface Breaking {
  readonly act: () => void
  readonly undo: () => void
}

/** What happens to the first device: it is frozen, or the switch takes its port down, which nobody else sees. */
function breaking(lab: BfdLab, device: ChildProcess): Breaking {
  if (!values.cut) return { act: () => void device.kill('SIGSTOP'), undo: () => void device.kill('SIGCONT') }
  const ip = new IpBatch(lab.namespace('sw'))
  return { act: () => ip.order('link set one down'), undo: () => ip.order('link set one up') }
}

async function vrsServer(routes: number): Promise<Server> {
  const vrs = await startVrsOnHost(DEVICES, '10.98.0.0/16', '10.98.1.0/24', INTERVAL)
  const xml = await call(vrs.api, 'DescribeNetworkInterfaces')
  const converged = async (): Promise<number> => ((await vrs.converged?.()) ?? 0) * 1_000
  return {
    probe: tableProbe(vrs, vrs.subnetId),
    targets: DEVICES.map(({ address }) => eniOf(xml, address)),
    onTop: async () => {
      const before = await converged()
      return async () => (await converged()) - before
    },
    close: () => vrs.stop(),
    full: async () => (await vrs.paths()) >= routes * 2,
  }
}

function birdServer(lab: BfdLab, routes: number): Server {
  startBirdServer(lab)
  const probe = new IpBatch(lab.namespace('rs'))
  return {
    probe: (address) => probe.nextHop(address),
    targets: DEVICES.map(({ address }) => address),
    onTop: async (from) => async (switched) => (switched - downAt(lab, from)) / 1_000,
    close: async () => probe.close(),
    full: async () => (await birdPaths(lab)) >= routes * 2,
  }
}

async function measure(name: 'vrs' | 'BIRD', routes: number): Promise<void> {
  const loaded = loadLibc()
  if (!loaded.ok) throw new Error(loaded.why)
  const lab = new BfdLab(false)
  let server: Server | undefined
  try {
    sh('ip', '-n', lab.namespace('sw'), 'link', 'add', 'br0', 'type', 'bridge')
    sh('ip', '-n', lab.namespace('sw'), 'link', 'set', 'br0', 'up')
    for (const machine of [{ name: 'rs', address: SERVER }, ...DEVICES]) plug(lab, machine.name, machine.address)
    const words = prefixes4(routes)
    const all = Array.from({ length: routes }, (_, i) => [words[i * 2] ?? 0, words[i * 2 + 1] ?? 0] as const)
    const list = join(lab.folder, 'routes.conf')
    writeFileSync(list, all.map(([address, length]) => `route ${formatIpv4(address)}/${length} blackhole;`).join('\n'))
    // Sockets of this thread and programs that it starts are in its namespace: server and questions alike.
    enterNetworkNamespace(loaded.libc, `/run/netns/${lab.namespace('rs')}`)
    const started = name === 'vrs' ? await vrsServer(routes) : birdServer(lab, routes)
    server = started
    const [preferred] = [device(lab, 0, list), device(lab, 1, list)]
    await until('all routes', started.full)
    const step = Math.max(1, Math.floor(routes / SAMPLES))
    // The first host of a route may lie in a longer one; both servers see the same.
    const samples = all.filter((_, i) => i % step === 0 || i === routes - 1).map(([address]) => formatIpv4(address + 1))
    const breaks = breaking(lab, preferred)
    const runs: Measured[] = []
    for (let i = 0; i < Number(values.runs); i++) {
      runs.push(await once(started, breaks, samples))
      // A device that was away announces everything again.
      await until('all routes again', started.full)
    }
    print(routes, name, runs)
  } finally {
    await server?.close()
    await lab.close()
  }
}

const eniOf = (xml: string, address: string): string => {
  const items = xml.split('<networkInterfaceId>').slice(1)
  return items.find((item) => item.includes(`<privateIpAddress>${address}<`))?.split('<')[0] ?? ''
}

async function birdPaths(lab: BfdLab): Promise<number> {
  return sumOf(await askBird(join(lab.folder, 'rs.ctl'), 'show protocols all "server_*"'), /(\d+) imported/g)
}

async function until(what: string, passes: () => Promise<boolean>): Promise<void> {
  const end = monotonic() + GIVE_UP * 1_000_000
  while (!(await passes())) {
    if (monotonic() > end) throw new Error(`waited for ${what} for ${GIVE_UP} s in vain`)
    await pause(100)
  }
}

const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? 0

const shown = (milliseconds: number, digits: number): string =>
  milliseconds === Infinity ? `> ${GIVE_UP * 1_000}` : milliseconds.toFixed(digits)

function print(routes: number, name: string, runs: readonly Measured[]): void {
  const of = (value: (run: Measured) => number, digits = 1): string => shown(median(runs.map(value)), digits)
  const figures = [of((run) => run.first), of((run) => run.total), of((run) => run.onTop, 3)]
  process.stdout.write(`${routes} | ${name} | ${figures.join(' | ')} | ${runs.length}\n`)
}

process.stdout.write(`BFD ${INTERVAL} ms x 3, ${values.cut ? 'cut' : 'frozen'}\n`)
process.stdout.write('routes | route server | first ms | all ms | on top ms | runs\n')
for (const routes of values.routes.split(',').map(Number)) {
  for (const name of values.receivers.split(',')) await measure(name.toLowerCase() === 'bird' ? 'BIRD' : 'vrs', routes)
}
