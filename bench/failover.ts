// From the moment the preferred device is gone until packets go to the other one, end to end: vrs beside BIRD as route server,
// with the same two devices on the same segment, one after the other in the same run. Needs root (network namespaces) and BIRD.
//
//   node bench/failover.ts [--routes 1,1000000] [--interval 300] [--runs 5] [--cut]
//
// Both devices are BIRD with BFD and announce the same routes; the second one's paths are longer. The first is frozen by
// SIGSTOP (or, with --cut, its cable is pulled). `total` is the time until
// the last of the sampled routes leads to the second device: in vrs's route table by its forwarding trace, in the kernel
// table that BIRD exports to by `ip route get`. Both include the time of the probes. `on top` is what follows the detection: for BIRD
// from the Down in its log, for vrs as its router measures it (event to tables); `detection` is the rest.

import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { parseArgs } from 'node:util'
import { formatIpv4 } from '../src/base/ip.ts'
import { loadLibc } from '../src/host/linux/libc.ts'
import { enterNetworkNamespace } from '../src/host/linux/sockets.ts'
import { BfdLab, monotonic, sh, wallOffset } from './lib/bfd-lab.ts'
import { askBird } from './lib/receivers/bird.ts'
import { call, startVrsOnHost, type VrsReceiver } from './lib/receivers/vrs.ts'
import { prefixes4 } from './lib/routes.ts'

const { values } = parseArgs({
  options: {
    routes: { type: 'string', default: '1,1000000' },
    interval: { type: 'string', default: '300' },
    runs: { type: 'string', default: '5' },
    cut: { type: 'boolean', default: false },
  },
})
const INTERVAL = Number(values.interval)
const SERVER = '10.98.1.4'
const DEVICES = [
  { name: 'one', address: '10.98.1.10', asn: 65001 },
  { name: 'two', address: '10.98.1.11', asn: 65002 },
] as const
const SAMPLES = 40
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

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
    bgp(name, SERVER, 65000, address, asn, 'import all; export none;'),
  )
  const kernel = 'protocol kernel { ipv4 { import none; export all; }; }\n'
  bird(lab, 'rs', `${common(lab, 'rs', SERVER)}${kernel}${sessions.join('')}`)
}

/** Asks the kernel of a namespace where packets go, one question after the other. */
class KernelProbe {
  readonly #child: ChildProcess
  readonly #lines: Interface
  readonly #waiting: ((line: string) => void)[] = []

  constructor(namespace: string) {
    this.#child = spawn('stdbuf', ['-oL', 'ip', '-o', '-n', namespace, '-force', '-batch', '-'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line))
  }

  async nextHop(address: string): Promise<string> {
    const line = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve)
      this.#child.stdin?.write(`route get ${address}\n`)
    })
    return / via (\S+)/.exec(line)?.[1] ?? ''
  }

  close(): void {
    this.#child.stdin?.end()
  }
}

type Probe = (address: string) => Promise<string>

/** The route table of vrs, by its trace; the answer is the next hop's interface. */
function tableProbe({ api }: VrsReceiver, subnetId: string): Probe {
  return async (to) => {
    const answer = await fetch(`${api.endpoint}/_vrs/trace?from=${subnetId}&to=${to}`)
    return ((await answer.json()) as { readonly eniId?: string }).eniId ?? ''
  }
}

/** Resolves with the time at which every sample leads to `target`: those that do are not asked again. */
async function allLeadTo(
  probe: Probe,
  samples: readonly string[],
  target: string,
  within = 120_000_000,
): Promise<number> {
  const until = monotonic() + within
  for (const address of samples) {
    while ((await probe(address)) !== target) {
      if (monotonic() > until) throw new Error(`${address} does not lead to ${target}`)
    }
  }
  return monotonic()
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

interface Measured {
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

async function once(
  lab: BfdLab,
  server: Server,
  preferred: ChildProcess,
  samples: readonly string[],
): Promise<Measured> {
  const [first = '', second = ''] = server.targets
  await allLeadTo(server.probe, samples, first)
  await pause(1_000 + Math.random() * INTERVAL)
  const cable = (state: string): string => sh('ip', '-n', lab.namespace('sw'), 'link', 'set', 'one', state)
  const onTop = await server.onTop(monotonic())
  const from = monotonic()
  if (values.cut) cable('down')
  else preferred.kill('SIGSTOP')
  const switched = await allLeadTo(server.probe, samples, second)
  const measured = { total: (switched - from) / 1_000, onTop: await onTop(switched) }
  if (values.cut) cable('up')
  else preferred.kill('SIGCONT')
  return measured
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
  const probe = new KernelProbe(lab.namespace('rs'))
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
    const runs = []
    for (let i = 0; i < Number(values.runs); i++) {
      runs.push(await once(lab, started, preferred, samples))
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
  const text = await askBird(join(lab.folder, 'rs.ctl'), 'show route count')
  return Number(/(\d+) of \d+ routes for \d+ networks in table master4/.exec(text)?.[1] ?? 0)
}

async function until(what: string, passes: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await passes()); tries++) {
    if (tries > 1_200) throw new Error(`waited in vain for ${what}`)
    await pause(100)
  }
}

const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? 0

function print(routes: number, name: string, runs: readonly Measured[]): void {
  const total = median(runs.map((run) => run.total))
  const onTop = median(runs.map((run) => run.onTop))
  const detection = median(runs.map((run) => run.total - run.onTop))
  process.stdout.write(`${routes} | ${name} | ${total.toFixed(1)} | ${detection.toFixed(1)} | ${onTop.toFixed(3)}\n`)
}

process.stdout.write(`BFD ${INTERVAL} ms x 3\nroutes | route server | total ms | detection ms | on top ms\n`)
for (const routes of values.routes.split(',').map(Number)) {
  for (const name of ['BIRD', 'vrs'] as const) await measure(name, routes)
}
