// How fast the API is: requests per second and p99 of create, describe by id and describe all, with durable writes, beside
// moto's server where the machine has one, on the calls that both know, in the same run. Medians of rounds that alternate.
//
//   node bench/api.ts [--rounds 3] [--requests 400] [--connections 16] [--things 1000]
//
// moto keeps everything in memory and closes the connection after each answer; our writes are on the disk when they are
// answered. `cpu` is the processor time of the server's process for a request: less at the mercy of what else runs here.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { programPath } from '../test/requires.ts'
import { ask, load, type Load } from './lib/http-load.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    requests: { type: 'string', default: '400' },
    connections: { type: 'string', default: '16' },
    things: { type: 'string', default: '1000' },
  },
})
const rounds = Number(values.rounds)
const requests = Number(values.requests)
const connections = Number(values.connections)
const things = Number(values.things)

/** Nobody checks it: moto never does, and our server only with access keys. */
const headers = {
  Authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=' +
    '0'.repeat(64),
}
const VERSION = 'Version=2016-11-15'

/** `cpu`: milliseconds of processor time of the server for a request. */
interface Measured extends Load {
  readonly cpu: number
}

interface Server {
  readonly name: string
  readonly port: number
  readonly child: ChildProcess
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vrs-bench-'))
  const servers = [await startVrs(folder)]
  const moto = programPath('moto_server')
  if (moto === undefined) process.stdout.write('moto_server is not on this machine: measured without it\n')
  else servers.push(await startMoto(moto))
  try {
    const results = new Map<string, Measured[]>()
    for (const server of servers) await measureServer(server, results)
    report(results)
  } finally {
    for (const { child } of servers) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureServer(server: Server, results: Map<string, Measured[]>): Promise<void> {
  const subnets = await subnetWorld(server)
  const calls = new Map<string, readonly string[]>(subnets)
  if (server.name === 'vrs') for (const [name, forms] of await peerWorld(server)) calls.set(name, forms)
  for (const [name, forms] of calls) {
    for (let round = 0; round < rounds; round++) {
      const part = forms.slice(round * requests, (round + 1) * requests)
      const chosen = part.length > 0 ? part : forms
      const before = cpuSeconds(server)
      const measured = await load({ port: server.port, connections, headers, forms: chosen })
      const cpu = ((cpuSeconds(server) - before) * 1_000) / chosen.length
      if (measured.failed > 0)
        throw new Error(`${server.name} ${name}: ${measured.failed} failed: ${measured.firstFailure}`)
      const key = `${name}|${server.name}`
      results.set(key, [...(results.get(key) ?? []), { ...measured, cpu }])
    }
  }
}

/** User and system time of the server's process so far (proc(5), stat, fields 14 and 15). */
function cpuSeconds({ child }: Server): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const first = (body: string, element: string): string => {
  const found = new RegExp(`<${element}>([^<]*)<`).exec(body)?.[1]
  if (found === undefined) throw new Error(`no ${element} in ${body.slice(0, 300)}`)
  return found
}

const repeat = (count: number, form: string): readonly string[] => Array.from({ length: count }, () => form)
/** Describe all answers are long; fewer of them measure as well. */
const few = (): number => Math.max(16, Math.round(requests / 20))

async function setUp(port: number, forms: readonly string[]): Promise<void> {
  const { failed, firstFailure } = await load({ port, connections, headers, forms })
  if (failed > 0) throw new Error(`set-up: ${failed} failed: ${firstFailure}`)
}

/** A VPC with subnets, and the calls on them that both servers know. */
async function subnetWorld({ port }: Server): Promise<readonly (readonly [string, readonly string[]])[]> {
  const set = (form: string): Promise<string> => ask({ port, headers }, `${form}&${VERSION}`)
  const vpcId = first(await set('Action=CreateVpc&CidrBlock=10.0.0.0/16'), 'vpcId')
  const block = (i: number): string => `10.0.${i >> 4}.${(i & 15) << 4}/28`
  const create = (i: number): string => `Action=CreateSubnet&VpcId=${vpcId}&CidrBlock=${block(i)}&${VERSION}`
  await setUp(
    port,
    Array.from({ length: things - 1 }, (_, i) => create(i + 1)),
  )
  const subnetId = first(await ask({ port, headers }, create(0)), 'subnetId')
  const filter = `Filter.1.Name=vpc-id&Filter.1.Value.1=${vpcId}`
  return [
    ['DescribeSubnets by id', repeat(requests, `Action=DescribeSubnets&SubnetId.1=${subnetId}&${VERSION}`)],
    [`DescribeSubnets, all ${things}`, repeat(few(), `Action=DescribeSubnets&${filter}&${VERSION}`)],
    [
      'CreateVpc',
      Array.from({ length: rounds * requests }, (_, i) => `Action=CreateVpc&CidrBlock=10.${i & 255}.0.0/16&${VERSION}`),
    ],
    ['CreateSubnet', Array.from({ length: rounds * requests }, (_, i) => create(things + i))],
  ]
}

/** An endpoint with peers, and the calls on them. */
async function peerWorld({ port }: Server): Promise<readonly (readonly [string, readonly string[]])[]> {
  const set = (form: string): Promise<string> => ask({ port, headers }, `${form}&${VERSION}`)
  const vpcId = first(await set('Action=CreateVpc&CidrBlock=10.77.0.0/16'), 'vpcId')
  const subnetId = first(await set(`Action=CreateSubnet&VpcId=${vpcId}&CidrBlock=10.77.0.0/20`), 'subnetId')
  const serverId = first(await set('Action=CreateRouteServer&AmazonSideAsn=65000'), 'routeServerId')
  await set(`Action=AssociateRouteServer&RouteServerId=${serverId}&VpcId=${vpcId}`)
  const endpoint = await set(`Action=CreateRouteServerEndpoint&RouteServerId=${serverId}&SubnetId=${subnetId}`)
  const endpointId = first(endpoint, 'routeServerEndpointId')
  const create = (i: number): string =>
    `Action=CreateRouteServerPeer&RouteServerEndpointId=${endpointId}&PeerAddress=10.77.${1 + (i >> 8)}.${i & 255}` +
    `&BgpOptions.PeerAsn=65001`
  await setUp(
    port,
    Array.from({ length: things - 1 }, (_, i) => `${create(i + 1)}&${VERSION}`),
  )
  const peerId = first(await set(create(0)), 'routeServerPeerId')
  const describe = `Action=DescribeRouteServerPeers&${VERSION}`
  return [
    ['DescribeRouteServerPeers by id', repeat(requests, `${describe}&RouteServerPeerId.1=${peerId}`)],
    [`DescribeRouteServerPeers, all ${things}`, repeat(few(), describe)],
    ['CreateRouteServerPeer', Array.from({ length: rounds * requests }, (_, i) => `${create(things + i)}&${VERSION}`)],
  ]
}

async function startVrs(folder: string): Promise<Server> {
  const serve = join(import.meta.dirname, '../dist/vrs.cjs')
  const flags = [
    'serve',
    '--listen=127.0.0.1:0',
    `--data=${folder}`,
    '--quotas=none',
    '--no-default-vpc',
    '--bgp-port=1179',
  ]
  const child = spawn(process.execPath, [serve, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve, reject) => {
    let text = ''
    child.once('exit', () => reject(new Error('vrs serve ended: is dist/ built?')))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const found = /api=http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
  })
  return { name: 'vrs', port, child }
}

async function startMoto(program: string): Promise<Server> {
  const port = await freePort()
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  for (let tries = 0; ; tries++) {
    const up = await ask({ port, headers }, `Action=DescribeRegions&${VERSION}`).then(
      () => true,
      (error: unknown) => {
        if (tries > 300) throw error
        return false
      },
    )
    if (up) return { name: 'moto', port, child }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

function report(results: ReadonlyMap<string, readonly Measured[]>): void {
  process.stdout.write(
    `medians of ${rounds} rounds, ${requests} requests each on ${connections} connections (describe all: ${few()})\n`,
  )
  const rows = [['call', 'server', 'requests/s', 'p50 ms', 'p99 ms', 'cpu ms/request']]
  for (const [key, loads] of results) {
    const [call = '', server = ''] = key.split('|')
    const of = (part: 'perSecond' | 'p50' | 'p99' | 'cpu', digits: number): string =>
      median(loads.map((one) => one[part])).toFixed(digits)
    rows.push([call, server, of('perSecond', 0), of('p50', 2), of('p99', 2), of('cpu', 2)])
  }
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? []
  const right = (i: number): boolean => i >= 2
  for (const row of rows) {
    const cells = row.map((cell, i) => (right(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
    process.stdout.write(`${cells.join('  ')}\n`)
  }
}

await main()
