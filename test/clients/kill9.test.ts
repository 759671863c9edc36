// `kill -9` in the middle of a thousand acknowledged creates: after the restart every one that was acknowledged is there.
// Nothing is said of those that were under way; each may be there or not.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folder } from '../harness.ts'
import { BareClient, runFromSource, startFromSource, type SourceServer } from './server-from-source.ts'

const CREATES = 1_000
const AT_ONCE = 16

test('kill -9 in the middle of a thousand acknowledged creates loses none of them', async (t) => {
  const data = folder(t)
  const flags = ['--listen', '127.0.0.1:0', '--data', data, '--quotas', 'none', '--no-default-vpc']
  const acknowledged = new Set<string>()
  let kills = 0
  while (acknowledged.size < CREATES) {
    const server = await startFromSource(flags)
    t.after(() => server.child.kill('SIGKILL'))
    // Three lives, each cut in the middle of writing; the last one writes the rest.
    const goal = kills < 3 ? acknowledged.size + CREATES / 4 : CREATES
    await createUntil(server, acknowledged, goal)
    if (kills++ < 3) server.child.kill('SIGKILL')
    else server.child.kill('SIGTERM')
    await server.ended
  }
  const server = await startFromSource(flags)
  const found = await list(server)
  const lost = [...acknowledged].filter((id) => !found.has(id))
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  assert.deepEqual(lost, [])
  assert.ok(acknowledged.size >= CREATES)
  assert.ok(found.size <= acknowledged.size + kills * AT_ONCE)
  t.diagnostic(
    `${acknowledged.size} acknowledged, ${kills - 1} times kill -9, ${found.size} there, ${lost.length} lost`,
  )
})

test('a second server on the same folder is refused with one line and code 1; after kill -9 the folder is free', async (t) => {
  const data = folder(t)
  const flags = ['--listen', '127.0.0.1:0', '--data', data]
  const first = await startFromSource(flags)
  t.after(() => first.child.kill('SIGKILL'))
  const second = await runFromSource(flags)
  assert.equal(second.code, 1)
  assert.equal(second.errors, `vrs serve: ${data} is in use by another vrs server (process ${first.child.pid})\n`)
  first.child.kill('SIGKILL')
  await first.ended
  const third = await startFromSource(flags)
  third.child.kill('SIGINT')
  assert.equal(await third.ended, 0)
})

test('a bad flag is refused with one line and code 2', async () => {
  const { code, errors } = await runFromSource(['--listen', '0.0.0.0:1'])
  assert.equal(code, 2)
  assert.match(errors, /^vrs serve: --listen 0\.0\.0\.0: without --access-keys .*\n$/)
})

/** Creates with several requests at once until `goal` are acknowledged; leaves the others under way. */
function createUntil(server: SourceServer, acknowledged: Set<string>, goal: number): Promise<void> {
  const client = new BareClient(server.port, AT_ONCE)
  return new Promise((resolve, reject) => {
    const next = (): void => {
      client.call('Action=CreateRouteServer&Version=2016-11-15&AmazonSideAsn=65000').then(
        ({ status, body }) => {
          const id = /<routeServerId>([^<]*)</.exec(body)?.[1]
          if (status !== 200 || id === undefined) return reject(new Error(body))
          acknowledged.add(id)
          if (acknowledged.size >= goal) resolve()
          else next()
        },
        // The server is killed while requests are under way: they were not acknowledged.
        (error: unknown) => (acknowledged.size >= goal ? resolve() : reject(error as Error)),
      )
    }
    for (let i = 0; i < AT_ONCE; i++) next()
  })
}

async function list(server: SourceServer): Promise<ReadonlySet<string>> {
  const client = new BareClient(server.port, 1)
  const { body } = await client.call('Action=DescribeRouteServers&Version=2016-11-15')
  client.close()
  return new Set(Array.from(body.matchAll(/<routeServerId>([^<]*)</g), ([, id]) => id as string))
}
