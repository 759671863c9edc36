// The limits of the HTTP server, by raw bytes: slow, half-open, oversized and too many clients are turned away, and a
// server that is closing lets go of everything.

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { HTTP_LIMITS, listenHttp, type HttpLimits, type HttpReply, type HttpRequest, type HttpServer } from './http.ts'
import { closed, post, raw, readReply, sendRaw } from './raw-http.contract.ts'

test('a request reaches the handler as it was sent', async (t) => {
  const seen: HttpRequest[] = []
  const { port } = await serve(t, async (request) => {
    seen.push(request)
    return ok('hello')
  })
  const reply = await raw(
    port,
    'POST /p%41th?a=%20+b HTTP/1.1\r\nHost: h:1\r\nX-A: 1\r\nx-a:  2 \r\nContent-Length: 3\r\n\r\na&b',
  )
  assert.equal(reply.status, 200)
  assert.equal(reply.body, 'hello')
  assert.ok(reply.headers.has('date'))
  const [request] = seen
  assert.deepEqual([request?.method, request?.path, request?.query], ['POST', '/p%41th', 'a=%20+b'])
  assert.deepEqual(request?.headers, [
    ['Host', 'h:1'],
    ['X-A', '1'],
    ['x-a', '2'],
    ['Content-Length', '3'],
  ])
  assert.equal(Buffer.from(request?.body ?? []).toString(), 'a&b')
  assert.equal(request?.remoteAddress, '127.0.0.1')
})

test('requests that are no HTTP, or two ways to read them, are refused', async (t) => {
  const { port, counts } = await serve(t)
  const head = 'POST / HTTP/1.1\r\nHost: h\r\n'
  const wrong = [
    'hello\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n',
    `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc`,
    `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
    `${head}Content-Length: -1\r\n\r\n`,
    `${head}Content-Length: 1e3\r\n\r\n`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\nzz`,
    `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `${head}X: a\r\n b\r\nContent-Length: 0\r\n\r\n`,
    `${head}X\u0000: a\r\n\r\n`,
    `${head}X: a\u0000\r\n\r\n`,
    'POST / HTTP/1.1\r\n\r\n',
    'POST / HTTP/9.9\r\nHost: h\r\n\r\n',
  ]
  for (const bytes of wrong) {
    const reply = await raw(port, bytes)
    assert.match(String(reply.status), /^(400|0|505)$/, JSON.stringify(bytes))
  }
  assert.equal((await raw(port, post('a'))).status, 200)
  assert.ok(counts.refused.malformed >= 8)
})

test('a chunked body is a body like any other', async (t) => {
  const { port } = await serve(t, async ({ body }) => ok(`${body.length}`))
  const reply = await raw(
    port,
    'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n',
  )
  assert.equal(reply.body, '5')
})

test('a body over the limit is refused, announced or not, and the connection closed', async (t) => {
  const { port } = await serve(t)
  const max = HTTP_LIMITS.bodyBytesMax
  assert.equal((await raw(port, post('x'.repeat(max)))).status, 200)
  const announced = await raw(port, post('', { 'Content-Length': String(max + 1) }))
  assert.deepEqual([announced.status, announced.headers.get('connection')], [413, 'close'])
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const streamed = await raw(
    port,
    'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n',
    ...Array.from({ length: 20 }, () => chunk),
  )
  assert.equal(streamed.status, 413)
})

test('headers over the limit are refused', async (t) => {
  const { port } = await serve(t)
  assert.equal((await raw(port, post('', { 'X-Long': 'x'.repeat(15_000) }))).status, 200)
  assert.equal((await raw(port, post('', { 'X-Long': 'x'.repeat(17_000) }))).status, 431)
  assert.equal((await raw(port, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: h\r\n\r\n`)).status, 431)
})

const QUICK = { headersMilliseconds: 150, requestMilliseconds: 300, idleMilliseconds: 150 } as const

test('slow and half-open clients lose their connection, whatever they have sent so far', async (t) => {
  const { port } = await serve(t, undefined, QUICK)
  const starts = [
    '',
    'P',
    'POST / HTTP/1.1\r\n',
    'POST / HTTP/1.1\r\nHost: h\r\nX: ',
    post('ab', { 'Content-Length': '10' }),
  ]
  await Promise.all(starts.map((start) => closed(sendRaw(port, start))))
})

test('a client that dribbles a byte at a time is cut at the limit of the whole', async (t) => {
  const { port } = await serve(t, undefined, QUICK)
  const socket = sendRaw(port, post('', { 'Content-Length': '100000' }))
  const dribble = setInterval(() => socket.write('x'), 20)
  await closed(socket)
  clearInterval(dribble)
})

test('a client that does not take its answer is cut', async (t) => {
  const big = 'x'.repeat(60_000_000)
  const server = await serve(t, async () => ok(big), { replyMilliseconds: 200 })
  const socket = sendRaw(server.port, post(''))
  socket.pause()
  await until(() => server.counts.requestsOpen === 1)
  await until(() => server.counts.requestsOpen === 0)
  assert.equal(server.counts.bytesHeld, 0)
  socket.destroy()
})

test('more requests at one time than the limit: 503, and the rest is served', async (t) => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const server = await serve(t, async () => held.then(() => ok('late')), { requestsMax: 5 })
  const first = Array.from({ length: 5 }, () => raw(server.port, post('a')))
  await until(() => server.counts.requestsOpen === 5)
  const more = await Promise.all(Array.from({ length: 20 }, () => raw(server.port, post('b'))))
  assert.deepEqual(new Set(more.map(({ status }) => status)), new Set([503]))
  release()
  assert.deepEqual(new Set((await Promise.all(first)).map(({ body }) => body)), new Set(['late']))
  assert.equal((await raw(server.port, post('c'))).status, 200)
})

test('more bytes at one time than the limit: 503', async (t) => {
  const server = await serve(t, undefined, { bytesMax: 1_000 })
  const slow = sendRaw(server.port, post('x'.repeat(5_000), { 'Content-Length': '6000' }))
  await until(() => server.counts.bytesHeld >= 5_000)
  assert.equal((await raw(server.port, post('y'))).status, 503)
  slow.destroy()
  await until(() => server.counts.bytesHeld === 0)
  assert.equal((await raw(server.port, post('y'))).status, 200)
})

test('more connections than the limits are closed; a place that is free again can be taken', async (t) => {
  const server = await serve(t, undefined, { connectionsPerAddressMax: 10 })
  const sockets = Array.from({ length: 10 }, () => sendRaw(server.port))
  await until(() => server.counts.connections === 10)
  await closed(sendRaw(server.port))
  sockets[0]?.destroy()
  await until(() => server.counts.connections === 9)
  assert.equal((await raw(server.port, post('a'))).status, 200)
  for (const socket of sockets) socket.destroy()
})

test('a client that goes away in the middle leaves nothing behind', async (t) => {
  const server = await serve(t)
  for (let i = 0; i < 50; i++) {
    const socket = sendRaw(server.port, post('abc', { 'Content-Length': '10' }))
    socket.once('connect', () => socket.resetAndDestroy())
  }
  await until(() => server.counts.connections === 0)
  assert.equal(server.counts.requestsOpen, 0)
  assert.equal(server.counts.bytesHeld, 0)
})

test('three thousand connections at once are served', async (t) => {
  const server = await serve(t)
  const sockets = Array.from({ length: 3_000 }, () => sendRaw(server.port))
  await until(() => server.counts.connections === 3_000)
  for (const socket of sockets) socket.write(post('a'))
  const replies = await Promise.all(sockets.map((socket) => readReply(socket)))
  assert.ok(replies.every(({ status }) => status === 200))
})

test('pipelined requests are answered in order', async (t) => {
  const { port } = await serve(t, async ({ body }) => ok(Buffer.from(body).toString()))
  const socket = sendRaw(port, post('one') + post('two') + post('three', { Connection: 'close' }))
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  await closed(socket)
  assert.match(text, /one[\s\S]*two[\s\S]*three/)
})

test('a long answer is compressed when the client asks for it', async (t) => {
  const long = 'abc '.repeat(10_000)
  const { port } = await serve(t, async () => ok(long))
  const wanted = await raw(port, post('', { 'Accept-Encoding': 'br, gzip;q=0.5' }))
  assert.equal(wanted.headers.get('content-encoding'), 'gzip')
  assert.equal(gunzipSync(Buffer.from(wanted.body, 'latin1')).toString(), long)
  for (const encoding of ['identity', 'gzip;q=0', 'gzip;q=0.000', 'br']) {
    assert.equal((await raw(port, post('', { 'Accept-Encoding': encoding }))).body, long, encoding)
  }
})

test('a handler that rejects is a 500, and the server goes on', async (t) => {
  const failures: unknown[] = []
  const server = await listenHttp({
    host: '127.0.0.1',
    port: 0,
    handle: async () => {
      throw new Error('broken')
    },
    refuse: (refusal) => ({ status: 500, contentType: 'text/plain', body: refusal }),
    onFailure: (error) => failures.push(error),
  })
  t.after(() => server.close(0))
  assert.equal((await raw(server.port, post('a'))).body, 'failed')
  assert.equal((await raw(server.port, post('a'))).body, 'failed')
  assert.equal(failures.length, 2)
})

test('closing: what is under way is answered, nothing new is taken, the rest is cut', async (t) => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const server = await serve(t, async () => held.then(() => ok('last')))
  const idle = sendRaw(server.port)
  const busy = sendRaw(server.port, post('a'))
  const reply = readReply(busy)
  await until(() => server.counts.requestsOpen === 1 && server.counts.connections === 2)
  const { port } = server
  const closing = server.close(60_000)
  await closed(idle)
  assert.equal((await raw(port, post('b'))).status, 0)
  release()
  assert.equal((await reply).body, 'last')
  await closing
})

test('closing does not wait for ever', async (t) => {
  const server = await serve(t, () => new Promise(() => {}))
  const stuck = sendRaw(server.port, post('a'))
  await until(() => server.counts.requestsOpen === 1)
  await Promise.all([server.close(50), closed(stuck)])
})

const ok = (body: string): HttpReply => ({ status: 200, contentType: 'text/plain', body })

const STATUS = {
  malformed: 400,
  'headers-too-large': 431,
  'body-too-large': 413,
  'too-slow': 408,
  busy: 503,
  failed: 500,
}

async function serve(
  t: TestContext,
  handle: (request: HttpRequest) => Promise<HttpReply> = async () => ok('ok'),
  limits: Partial<HttpLimits> = {},
): Promise<HttpServer> {
  const refuse = (refusal: keyof typeof STATUS): HttpReply => ({ ...ok(refusal), status: STATUS[refusal] })
  const server = await listenHttp({ host: '127.0.0.1', port: 0, handle, refuse, limits })
  t.after(() => server.close(0))
  return server
}

/** Waits, a turn of the event loop at a time, for something that the other end of a socket does. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
