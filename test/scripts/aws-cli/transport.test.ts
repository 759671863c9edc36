// TLS with an authority of one's own, and proxies, against servers of this process.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net'
import { dirname, join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { associations } from './cases/base.ts'
import { answer } from './fixture.ts'
import { play } from './play.ts'

const tls = join(dirname(fileURLToPath(import.meta.url)), 'tls')
const AUTHORITY = join(tls, 'authority.pem')
const ONE = { AWS_MAX_ATTEMPTS: '1' }

const respond = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const parameters = Object.fromEntries(new URLSearchParams(body))
      resolve(answer({}, { path: request.url ?? '', parameters }, 0).body)
    })
  })

const secure = createHttpsServer(
  { cert: readFileSync(join(tls, 'server.pem')), key: readFileSync(join(tls, 'server-key.pem')) },
  (request, response) => void respond(request).then((body) => response.end(body)),
)
/** What the proxy was asked for: `CONNECT host:port authorization`. */
const tunnels: string[] = []
const open = new Set<Socket>()
const proxy = createHttpServer().on('connect', (request: IncomingMessage, socket: Socket) => {
  tunnels.push([request.url, request.headers['proxy-authorization']].filter(Boolean).join(' '))
  const [host, port] = (request.url ?? '').split(':')
  const target = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(target).pipe(socket)
  })
  for (const end of [socket, target]) open.add(end.on('error', () => undefined))
})
const silent = createTcpServer((socket) => void open.add(socket.on('error', () => undefined)))

const portOf = (server: Server | TcpServer): number => (server.address() as AddressInfo).port
const listening = (server: Server | TcpServer): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

before(async () => {
  await Promise.all([secure, proxy, silent].map(listening))
})
after(() => {
  for (const socket of open) socket.destroy()
  for (const server of [secure, proxy]) server.closeAllConnections()
  for (const server of [secure, proxy, silent]) server.close()
})

const url = (): string => `https://127.0.0.1:${portOf(secure)}`
const ask = (words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  play(associations('--endpoint-url', url(), ...words), { env: { ...ONE, ...env } })

test('a certificate of an unknown authority is refused: 255, nothing is retried for long', async () => {
  const { code, stderr } = await ask()
  assert.equal(code, 255)
  assert.ok(stderr.startsWith(`\nSSL validation failed for ${url()}/ `), stderr)
})

test('--ca-bundle, AWS_CA_BUNDLE and ca_bundle name the authority to trust', async () => {
  const trusting = [
    await ask(['--ca-bundle', AUTHORITY]),
    await ask([], { AWS_CA_BUNDLE: AUTHORITY }),
    await play(associations('--endpoint-url', url()), {
      env: ONE,
      files: { '.aws/config': `[default]\nca_bundle = ${AUTHORITY}\n` },
    }),
  ]
  for (const { code, stdout } of trusting) assert.deepEqual([code, stdout], [0, '"associated"\n'])
})

test('--no-verify-ssl trusts anybody, whatever bundle is named', async () => {
  const { code, stdout } = await ask(['--no-verify-ssl', '--ca-bundle', '/nonexistent'])
  assert.deepEqual([code, stdout], [0, '"associated"\n'])
})

test('a bundle that is not there is an error, not trust', async () => {
  const { code, stderr } = await ask(['--ca-bundle', '/nonexistent'])
  assert.equal(code, 255)
  assert.ok(stderr.includes('SSL validation failed') && stderr.includes('/nonexistent'), stderr)
})

test('https to a server that speaks http is a TLS error', async () => {
  const plain = `https://127.0.0.1:${portOf(proxy)}`
  const { code, stderr } = await play(associations('--endpoint-url', plain), { env: ONE })
  assert.equal(code, 255)
  assert.ok(stderr.startsWith(`\nSSL validation failed for ${plain}/ `), stderr)
})

test('HTTPS_PROXY: a tunnel, with the name and password of its URL', async () => {
  tunnels.length = 0
  const env = { HTTPS_PROXY: `http://us%40er:pass@127.0.0.1:${portOf(proxy)}` }
  const { code, stdout } = await ask(['--ca-bundle', AUTHORITY], env)
  assert.deepEqual([code, stdout], [0, '"associated"\n'])
  const basic = Buffer.from('us@er:pass').toString('base64')
  assert.deepEqual(tunnels, [`127.0.0.1:${portOf(secure)} Basic ${basic}`])
})

test('a proxy that refuses: its URL without the password', async () => {
  const { code, stderr } = await ask([], { HTTPS_PROXY: 'http://user:pass@127.0.0.1:1' })
  assert.equal(code, 255)
  assert.equal(stderr, '\nFailed to connect to proxy URL: "http://***:***@127.0.0.1:1"\n')
})

test('NO_PROXY goes straight there', async () => {
  tunnels.length = 0
  const env = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: '127.0.0.1' }
  assert.equal((await ask(['--ca-bundle', AUTHORITY], env)).code, 0)
  assert.deepEqual(tunnels, [])
})

test('a server that takes the connection and says nothing: read timeout', async () => {
  const mute = `http://127.0.0.1:${portOf(silent)}`
  const words = associations('--endpoint-url', mute, '--cli-read-timeout', '1')
  const { code, stderr } = await play(words, { env: ONE })
  assert.equal(code, 255)
  assert.equal(stderr, `\nRead timeout on endpoint URL: "${mute}/"\n`)
})
