// Runs the built command line once, against a server of its own, and keeps the machine code of all that it used beside
// it (dist/cli.cache): a call then compiles nothing, which is a tenth of its processor time. V8 refuses the cache of another
// version or of other text, and `vrs` then compiles as ever.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { writeResponse } from '../src/ec2/write-xml.ts'
import type { World } from '../src/cli/world.ts'
import { createRouteServerPeer, describeRouteServerPeers } from '../src/model/route-server/peer.ts'

type CommandLine = { readonly run: (argv: readonly string[], world: World) => Promise<number> }

const PEER = {
  RouteServerPeerId: 'rsp-1',
  State: 'available',
  BgpOptions: { PeerAsn: 65000, PeerLivenessDetection: 'bfd' },
  BgpStatus: { Status: 'up' },
  Tags: [{ Key: 'Name', Value: 'device' }],
}
const ANSWERS: Readonly<Record<string, string>> = {
  CreateRouteServerPeer: writeResponse(createRouteServerPeer, { RouteServerPeer: PEER }, 'r'),
  DescribeRouteServerPeers: writeResponse(describeRouteServerPeers, { RouteServerPeers: [PEER, PEER] }, 'r'),
}

/** Writes the cache of the bundle `file`; without one, what is wrong is said and the build goes on. */
export async function warmUp(file: string): Promise<void> {
  const cache = cacheOf(file)
  rmSync(cache, { force: true })
  const server = await serve()
  try {
    const bytes = await trained(file, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    writeFileSync(`${cache}.new`, bytes)
    renameSync(`${cache}.new`, cache)
  } catch (error) {
    process.stderr.write(`vrs starts a little slower: ${error instanceof Error ? error.message : String(error)}\n`)
  } finally {
    server.close()
  }
}

const cacheOf = (file: string): string => file.replace(/\.cjs$/, '.cache')

async function trained(file: string, endpoint: string): Promise<Uint8Array> {
  const source = readFileSync(file, 'latin1')
  const script = new Script(wrapped(source), { filename: file })
  const module: { exports: unknown } = { exports: {} }
  const load = script.runInThisContext() as (...parameters: unknown[]) => void
  load(module.exports, createRequire(file), module, file, dirname(file))
  const { run } = module.exports as CommandLine
  const words = ['--route-server-endpoint-id', 'rse-1', '--peer-address', '10.0.0.4', '--bgp-options', 'PeerAsn=65000']
  const tags = ['--tag-specifications', 'ResourceType=route-server-peer,Tags=[{Key=Name,Value=device}]']
  await run(['ec2', 'create-route-server-peer', ...words, ...tags, '--endpoint-url', endpoint], quietWorld())
  await run(['ec2', 'describe-route-server-peers', '--endpoint-url', endpoint], quietWorld())
  // The id of the build comes first: the same length of text is all that V8 itself compares.
  return Buffer.concat([Buffer.from(idOf(source)), script.createCachedData()])
}

/** As `src/vrs.ts` wraps it: a cache is for this very text. */
const wrapped = (source: string): string => `(function(exports,require,module,__filename,__dirname){${source}\n})`
const idOf = (source: string): string => source.slice(0, 36)

function quietWorld(): World {
  const nothing = { write: () => undefined, isTerminal: false }
  return {
    env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_DEFAULT_REGION: 'us-east-1', HOME: '/nonexistent' },
    cwd: '/',
    stdout: nothing,
    stderr: nothing,
    stdinIsTerminal: false,
    now: Date.now,
    random: Math.random,
    uuid: () => '00000000-0000-0000-0000-000000000000',
    sleep: () => Promise.resolve(),
    system: { platform: '', release: '', machine: '' },
  }
}

function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => response.end(ANSWERS[new URLSearchParams(body).get('Action') ?? ''] ?? ''))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
