// `npm run demo`: a route server, two BGP appliances that announce one prefix with different MEDs, and the route table
// that follows them. Everything goes through the public API and command line. `-- --keep` leaves it running.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VRS, VrsProcess, startServer } from './vrs-process.ts'

const PREFIX = '192.0.2.0/24'
const say = (text: string): void => void process.stdout.write(`${text}\n`)
let number = 0
const step = (text: string): void => say(`\n${++number}. ${text}`)

interface Demo {
  readonly endpoint: string
  readonly bgpPort: number
  /** Where the processes write when they are to go on after the demo; undefined when they end with it. */
  readonly log: string | undefined
}

/** Runs `vrs ec2 ...`, shows the command, and returns what the query found. */
async function ec2(demo: Demo, args: readonly string[], query: string): Promise<string> {
  say(`   $ vrs ec2 ${args.join(' ')}`)
  return vrs(demo, ['ec2', ...args, '--query', query, '--output', 'text'])
}

function vrs(demo: Demo, args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: demo.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'demo',
    AWS_SECRET_ACCESS_KEY: 'demo',
  }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [VRS, ...args], { env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim())
      else reject(new Error(stderr.trim().split('\n').filter(Boolean).at(-1) ?? error.message))
    })
  })
}

/** Asks until the answer is the wanted one; the error names what was waited for. */
async function until(what: string, wanted: string, ask: () => Promise<string>): Promise<void> {
  const deadline = performance.now() + 30_000
  let last = ''
  while (performance.now() < deadline) {
    last = await ask()
    if (last === wanted) return
  }
  throw new Error(`waited 30 s for ${what} to be ${wanted}; it is ${last || 'not there'}`)
}

/** The ENI that the route table sends the prefix to, straight from the API: quick enough to time a change. */
async function target(demo: Demo, routeTableId: string): Promise<string> {
  const body = `Action=DescribeRouteTables&Version=2016-11-15&RouteTableId.1=${routeTableId}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(demo.endpoint, { method: 'POST', body, headers })
  const xml = await answer.text()
  const item = xml.split('<item>').find((part) => part.includes(`<destinationCidrBlock>${PREFIX}<`))
  return /<networkInterfaceId>([^<]+)</.exec(item ?? '')?.[1] ?? ''
}

async function create(demo: Demo, what: string, args: readonly string[], query: string): Promise<string> {
  const id = await ec2(demo, args, query)
  say(`     ${what} ${id}`)
  return id
}

interface Made {
  readonly routeServer: string
  readonly routeTable: string
  readonly endpointAddress: string
  readonly enis: readonly [string, string]
  readonly peers: readonly [string, string]
}

async function makeVpc(demo: Demo): Promise<{ vpc: string; subnet: string; table: string; enis: [string, string] }> {
  step('A VPC with a subnet, a route table and two network interfaces for the appliances')
  const vpc = await create(demo, 'VPC', ['create-vpc', '--cidr-block', '10.0.0.0/16'], 'Vpc.VpcId')
  const inVpc = ['--vpc-id', vpc]
  const subnet = await create(
    demo,
    'subnet',
    ['create-subnet', ...inVpc, '--cidr-block', '10.0.1.0/24'],
    'Subnet.SubnetId',
  )
  const table = await create(demo, 'route table', ['create-route-table', ...inVpc], 'RouteTable.RouteTableId')
  const pair = ['--route-table-id', table, '--subnet-id', subnet]
  await create(demo, 'association', ['associate-route-table', ...pair], 'AssociationId')
  const eni = (address: string): Promise<string> =>
    create(
      demo,
      `interface ${address}`,
      ['create-network-interface', '--subnet-id', subnet, '--private-ip-address', address],
      'NetworkInterface.NetworkInterfaceId',
    )
  return { vpc, subnet, table, enis: [await eni('10.0.1.10'), await eni('10.0.1.11')] }
}

async function makeRouteServer(demo: Demo): Promise<Made> {
  const { vpc, subnet, table, enis } = await makeVpc(demo)
  step('A route server, its association, an endpoint, and propagation into the route table')
  const routeServer = await create(
    demo,
    'route server',
    ['create-route-server', '--amazon-side-asn', '65000'],
    'RouteServer.RouteServerId',
  )
  const rs = ['--route-server-id', routeServer]
  const state = (args: readonly string[], query: string) => (): Promise<string> =>
    vrs(demo, ['ec2', ...args, '--query', query, '--output', 'text'])
  await until('the route server', 'available', state(['describe-route-servers'], 'RouteServers[0].State'))
  await ec2(demo, ['associate-route-server', ...rs, '--vpc-id', vpc], 'RouteServerAssociation.State')
  const associations = ['get-route-server-associations', ...rs]
  await until('the association', 'associated', state(associations, 'RouteServerAssociations[0].State'))
  const endpoint = await create(
    demo,
    'endpoint',
    ['create-route-server-endpoint', ...rs, '--subnet-id', subnet],
    'RouteServerEndpoint.RouteServerEndpointId',
  )
  const endpoints = ['describe-route-server-endpoints']
  await until('the endpoint', 'available', state(endpoints, 'RouteServerEndpoints[0].State'))
  const endpointAddress = await state(endpoints, 'RouteServerEndpoints[0].EniAddress')()
  say(`     its address is ${endpointAddress}`)
  const propagation = ['enable-route-server-propagation', ...rs, '--route-table-id', table]
  await ec2(demo, propagation, 'RouteServerPropagation.State')
  step('Two peers, watched by BFD')
  const peer = (address: string, asn: number): Promise<string> => {
    const where = ['--route-server-endpoint-id', endpoint, '--peer-address', address]
    const options = ['--bgp-options', `PeerAsn=${asn},PeerLivenessDetection=bfd`]
    const args = ['create-route-server-peer', ...where, ...options]
    return create(demo, `peer ${address}`, args, 'RouteServerPeer.RouteServerPeerId')
  }
  const peers = [await peer('10.0.1.10', 65001), await peer('10.0.1.11', 65002)] as const
  const states = 'RouteServerPeers[].State'
  await until('the peers', 'available\tavailable', state(['describe-route-server-peers'], states))
  return { routeServer, routeTable: table, endpointAddress, enis, peers }
}

const loopback = (address: string): string => address.replace(/^\d+/, '127')

function startAppliance(demo: Demo, made: Made, host: number, asn: number, med: number): VrsProcess {
  const where = ['--local', `127.0.1.${host}`, '--connect', `${loopback(made.endpointAddress)}:${demo.bgpPort}`]
  const who = ['--asn', String(asn), '--remote-asn', '65000']
  const flags = [...where, ...who, '--announce', PREFIX, '--med', String(med), '--bfd']
  say(`   $ vrs appliance ${flags.join(' ')} &`)
  return new VrsProcess(['appliance', ...flags], demo.log)
}

async function showRoutes(demo: Demo, made: Made): Promise<void> {
  const ask = ['get-route-server-routing-database', '--route-server-id', made.routeServer]
  const routes = await ec2(demo, ask, 'Routes[].[Prefix,NextHopIp,Med,RouteStatus]')
  for (const line of routes.split('\n')) say(`     ${line.replaceAll('\t', '  ')}`)
  const tables = ['describe-route-tables', '--route-table-ids', made.routeTable]
  const query = 'RouteTables[0].Routes[].[DestinationCidrBlock,GatewayId||NetworkInterfaceId,Origin,State]'
  for (const line of (await ec2(demo, tables, query)).split('\n')) say(`     ${line.replaceAll('\t', '  ')}`)
}

/** Waits until the prefix goes to `eni` and says how long that took from now on. */
async function timeMove(demo: Demo, made: Made, eni: string, act: () => void): Promise<string> {
  const started = performance.now()
  act()
  await until(`route ${PREFIX}`, eni, () => target(demo, made.routeTable))
  return `${(performance.now() - started).toFixed(0)} ms`
}

async function play(demo: Demo, running: VrsProcess[]): Promise<Made> {
  const made = await makeRouteServer(demo)
  const [first, second] = made.enis
  step(`Two BGP appliances announce ${PREFIX}: MED 0 and MED 100`)
  const preferred = startAppliance(demo, made, 10, 65001, 0)
  running.push(preferred, startAppliance(demo, made, 11, 65002, 100))
  const up = ['ec2', 'describe-route-server-peers', '--output', 'text']
  const both = 'RouteServerPeers[].[BgpStatus.Status,BfdStatus.Status][]'
  await until('BGP and BFD', 'up\tup\tup\tup', () => vrs(demo, [...up, '--query', both]))
  await until(`route ${PREFIX}`, first, () => target(demo, made.routeTable))
  say('     both sessions are up; the lower MED wins:')
  await showRoutes(demo, made)
  step('The preferred appliance stops')
  const moved = await timeMove(demo, made, second, () => preferred.signal('SIGTERM'))
  say(`     the route moved to ${second} after ${moved}`)
  step('It returns, and freezes without a word: only BFD (300 ms x 3) can notice')
  const returned = startAppliance(demo, made, 10, 65001, 0)
  running.push(returned)
  await until(`route ${PREFIX}`, first, () => target(demo, made.routeTable))
  await until('BGP and BFD', 'up\tup\tup\tup', () => vrs(demo, [...up, '--query', both]))
  const noticed = await timeMove(demo, made, second, () => returned.signal('SIGSTOP'))
  const bfd = 'RouteServerPeers[].BfdStatus.Status'
  await until('BFD of the frozen appliance', 'down\tup', () => vrs(demo, [...up, '--query', bfd]))
  say(`     the route moved to ${second} after ${noticed}`)
  returned.signal('SIGCONT')
  await until(`route ${PREFIX}`, first, () => target(demo, made.routeTable))
  say(`     it woke up, and has its route back`)
  return made
}

function tellHow(demo: Demo, made: Made, running: readonly VrsProcess[]): void {
  say('\nEverything is left running. Look around:')
  say(
    `   export AWS_ENDPOINT_URL=${demo.endpoint} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo`,
  )
  say('   npx vrs ec2 describe-route-server-peers --output table')
  say(`   npx vrs ec2 get-route-server-routing-database --route-server-id ${made.routeServer}`)
  say(`   npx vrs ec2 describe-route-tables --route-table-ids ${made.routeTable}`)
  say(`   npx vrs status`)
  say(`   curl -s ${demo.endpoint}/metrics`)
  say(
    `and end it with: kill ${running
      .filter((one) => one.isRunning)
      .map((one) => one.pid)
      .join(' ')}`,
  )
}

async function main(argv: readonly string[]): Promise<number> {
  const unknown = argv.filter((word) => word !== '--keep')
  if (unknown.length > 0) throw new Error(`unknown option ${unknown[0]}; there is only --keep`)
  const data = mkdtempSync(join(tmpdir(), 'vrs-demo-'))
  const running: VrsProcess[] = []
  const keep = argv.includes('--keep')
  try {
    step('The server: vrs serve')
    const flags = ['--data', data, '--no-default-vpc', '--bgp-port', '1179']
    const log = keep ? join(data, 'demo.log') : undefined
    const server = await startServer(flags, log)
    running.push(server.process)
    say(`     API on ${server.endpoint}, BGP on port ${server.bgpPort} of 127.x addresses`)
    const demo: Demo = { endpoint: server.endpoint, bgpPort: server.bgpPort, log }
    const made = await play(demo, running)
    if (keep) tellHow(demo, made, running)
    else await endAll(running, data)
    return 0
  } catch (error) {
    await endAll(running, data)
    throw error
  }
}

async function endAll(running: readonly VrsProcess[], data: string): Promise<void> {
  for (const one of running.toReversed()) {
    one.signal('SIGCONT')
    await one.stop()
  }
  rmSync(data, { recursive: true, force: true })
}

try {
  process.exitCode = await main(process.argv.slice(2))
  if (process.exitCode === 0) say('\ndone')
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
if (process.argv.includes('--keep')) process.exit()
