// The same commands through the real AWS CLI and through `vrs` against one server: equal output, exit code and messages.
// Version 1 differs from 2 in messages and codes; of it only the output of what succeeds is compared.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { awsEnvironment, folder, run, serve, vrs, type Ran } from '../harness.ts'
import { requires, programPath } from '../requires.ts'

interface RealCli {
  readonly program: string
  readonly major: number
}

/** Every AWS CLI of this machine. */
function realClis(): RealCli[] {
  const found = new Map<string, RealCli>()
  for (const program of [programPath('aws'), '/usr/bin/aws']) {
    if (program === undefined || !existsSync(program)) continue
    const version = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const major = Number(/^aws-cli\/(\d+)/.exec(version)?.[1] ?? 0)
    if (major > 0) found.set(version, { program, major })
  }
  return [...found.values()]
}

const absent = requires({ optional: ['aws'] })
const CLIS = absent === false ? realClis() : []

/** Debian's version 2 is older than route servers: it learns them from the service model of Python's botocore. */
function newerModel(t: Parameters<typeof folder>[0]): string | undefined {
  const ask = 'import botocore, os; print(os.path.dirname(botocore.__file__))'
  let botocore: string
  try {
    botocore = execFileSync('python3', ['-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
  const from = join(botocore, 'data', 'ec2', '2016-11-15')
  const to = join(folder(t), 'ec2', '2016-11-15')
  mkdirSync(to, { recursive: true })
  for (const name of ['service-2', 'paginators-1', 'waiters-2']) {
    const packed = join(from, `${name}.json.gz`)
    if (existsSync(packed)) writeFileSync(join(to, `${name}.json`), gunzipSync(readFileSync(packed)))
    else copyFileSync(join(from, `${name}.json`), join(to, `${name}.json`))
  }
  return join(to, '..', '..')
}

/** Whether the program lists route servers among its operations, with the model that it is given. */
function knowsRouteServers(program: string, model: string | undefined): boolean {
  const env = { ...awsEnvironment('http://127.0.0.1:9'), ...(model === undefined ? {} : { AWS_DATA_PATH: model }) }
  const words = ['ec2', 'create-route-server', '--amazon-side-asn', '1', '--generate-cli-skeleton']
  return spawnSync(program, words, { env, stdio: 'ignore' }).status === 0
}

/** What depends on the run: ids, tokens of their kind, times, and the name of the program. */
const general = (text: string): string =>
  text
    .replace(/usage: (aws|vrs) \[options\][\s\S]*?<subcommand> help\n/, '<usage>\n')
    .replace(/^(aws|vrs): error:/m, 'program: error:')
    .replace(/\b([a-z]+)-[0-9a-f]{17}\b/g, '$1-<id>')

const RS = ['ec2', 'describe-route-servers']
const PEERS = ['ec2', 'describe-route-server-peers']
/** Commands that change nothing; words in capitals with a dollar are ids of what was made before. */
const READS: readonly (readonly string[])[] = [
  ...['json', 'text', 'table', 'yaml', 'yaml-stream'].flatMap((output) => [
    [...RS, '--output', output],
    [...PEERS, '--output', output],
    [...PEERS, '--max-items', '2', '--output', output, '--query', 'RouteServerPeers[].PeerAddress'],
  ]),
  ['ec2', 'describe-vpcs', '--output', 'table'],
  ['ec2', 'describe-subnets', '--output', 'text'],
  ['ec2', 'describe-route-tables', '--output', 'table'],
  ['ec2', 'describe-network-interfaces'],
  ['ec2', 'get-route-server-routing-database', '--route-server-id', '$RS'],
  [...PEERS, '--page-size', '5'],
  [...PEERS, '--no-paginate'],
  [...PEERS, '--route-server-peer-ids', '$PEER'],
  [...PEERS, '--filters', 'Name=peer-asn,Values=65001,65003'],
  ['ec2', 'get-route-server-associations', '--route-server-id', '$RS'],
  ['ec2', 'get-route-server-propagations', '--route-server-id', '$RS'],
  ['ec2', 'describe-regions'],
  ['ec2', 'describe-availability-zones'],
  ['ec2', 'describe-internet-gateways'],
  ['ec2', 'describe-security-groups'],
  ['ec2', 'describe-network-acls'],
  ['ec2', 'describe-dhcp-options'],
  ['ec2', 'describe-tags'],
  ['sts', 'get-caller-identity'],
]
/** Version 1 has no YAML and prints times as they are on the wire. */
const ONLY_2 = /^yaml|^describe-network-interfaces$/

/** Commands that end in an error. */
const REFUSED: readonly (readonly string[])[] = [
  [...RS, '--route-server-ids', 'rs-00000000000000000'],
  [...PEERS, '--filters', 'Name=nonsense,Values=x'],
  [...PEERS, '--next-token', 'nonsense'],
  ['ec2', 'delete-route-server', '--route-server-id', '$RS'],
  ['ec2', 'delete-route-server', '--route-server-id', '$RS', '--dry-run'],
  ['ec2', 'create-route-server-peer', '--route-server-endpoint-id', '$ENDPOINT'],
  ['ec2', 'create-route-server', '--amazon-side-asn', 'x'],
  [...PEERS, '--max-results', '2'],
]
/** Commands that make or change something. */
const WRITES: readonly (readonly string[])[] = [
  [
    'ec2',
    'create-route-server',
    '--amazon-side-asn',
    '65100',
    '--persist-routes',
    'enable',
    '--persist-routes-duration',
    '2',
  ],
  [
    'ec2',
    'create-vpc',
    '--cidr-block',
    '10.77.0.0/16',
    '--tag-specifications',
    'ResourceType=vpc,Tags=[{Key=a,Value="b, c"}]',
  ],
  ['ec2', 'create-tags', '--resources', '$RS', '--tags', 'Key=x,Value=y'],
  ['ec2', 'create-security-group', '--group-name', 'unused', '--description', 'd', '--vpc-id', '$VPC', '--dry-run'],
]

for (const { program, major } of CLIS) {
  test(`vrs and ${program} (version ${major}) say the same of one server`, { skip: absent }, async (t) => {
    const model = newerModel(t)
    if (!knowsRouteServers(program, model)) {
      t.skip('optional client not on this machine: an AWS CLI with a service model that has route servers')
      return
    }
    const { endpoint } = await serve(t, ['--memory', '--lifecycle-delay', '0'])
    const env = { ...awsEnvironment(endpoint), ...(model === undefined ? {} : { AWS_DATA_PATH: model }) }
    const real = (words: readonly string[]): Promise<Ran> => run(program, [...words, '--endpoint-url', endpoint], env)
    const ours = (words: readonly string[]): Promise<Ran> => vrs([...words, '--endpoint-url', endpoint], endpoint)
    const ids = await furnish(ours)
    const filled = (words: readonly string[]): string[] => words.map((word) => ids[word] ?? word)
    for (const words of [...READS, ...(major === 1 ? [] : REFUSED)]) {
      if (major === 1 && words.some((word) => ONLY_2.test(word))) continue
      await t.test(words.slice(1).join(' '), async () => {
        const [theirs, mine] = await Promise.all([real(filled(words)), ours(filled(words))])
        // The older versions count the token line of text as a page of its own (upstream pull 10486).
        const theirOut = words.includes('text') ? theirs.stdout.replace(/None\n$/, '') : theirs.stdout
        const myOut = words.includes('--max-items') ? mine.stdout.replace(/NEXTTOKEN\t\S+\n$/, '') : mine.stdout
        assert.deepEqual(
          { code: mine.code, out: myOut, error: general(mine.stderr) },
          { code: theirs.code, out: theirOut, error: general(theirs.stderr) },
        )
      })
    }
    for (const words of WRITES) {
      await t.test(words.slice(1).join(' '), async () => {
        const theirs = await real(filled(words))
        const mine = await ours(filled(words))
        assert.equal(general(mine.stdout), general(theirs.stdout))
        if (major > 1) assert.equal(mine.code, theirs.code)
      })
    }
  })
}

/** Makes something of every kind, with our own command line, and gives the ids. */
async function furnish(ours: (words: readonly string[]) => Promise<Ran>): Promise<Record<string, string>> {
  const make = async (query: string, ...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await ours(['ec2', ...words, '--query', query, '--output', 'text'])
    assert.equal(code, 0, `${words.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const vpc = await make('Vpc.VpcId', 'create-vpc', '--cidr-block', '10.0.0.0/16', '--wait')
  const subnet = await make('Subnet.SubnetId', 'create-subnet', '--vpc-id', vpc, '--cidr-block', '10.0.1.0/24')
  const table = await make('RouteTable.RouteTableId', 'create-route-table', '--vpc-id', vpc)
  const name = 'ResourceType=route-server,Tags=[{Key=Name,Value=Zürich 東京},{Key=empty,Value=""}]'
  const rs = await make(
    'RouteServer.RouteServerId',
    'create-route-server',
    '--amazon-side-asn',
    '65000',
    '--wait',
    '--tag-specifications',
    name,
  )
  await make(
    'RouteServerAssociation.State',
    'associate-route-server',
    '--route-server-id',
    rs,
    '--vpc-id',
    vpc,
    '--wait',
  )
  await make(
    'RouteServerPropagation.State',
    'enable-route-server-propagation',
    '--route-server-id',
    rs,
    '--route-table-id',
    table,
    '--wait',
  )
  const endpoint = await make(
    'RouteServerEndpoint.RouteServerEndpointId',
    'create-route-server-endpoint',
    '--route-server-id',
    rs,
    '--subnet-id',
    subnet,
    '--wait',
  )
  const peers: string[] = []
  for (const n of [1, 2, 3]) {
    const words = [
      '--route-server-endpoint-id',
      endpoint,
      '--peer-address',
      `10.0.1.${100 + n}`,
      '--bgp-options',
      `PeerAsn=6500${n}`,
    ]
    peers.push(await make('RouteServerPeer.RouteServerPeerId', 'create-route-server-peer', ...words, '--wait'))
  }
  return { $VPC: vpc, $SUBNET: subnet, $TABLE: table, $RS: rs, $ENDPOINT: endpoint, $PEER: peers[0] ?? '' }
}
