// A real full disk (a small tmpfs): writes are refused with 503, reads go on, the server recovers when there is room,
// and a restart finds every write that was acknowledged.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { requires } from '../requires.ts'
import { BareClient, startFromSource } from './server-from-source.ts'

const skip = requires({ root: true, programs: ['mount', 'umount'] })

test('a full disk refuses writes, keeps serving reads, and recovers by itself', { skip }, async (t) => {
  const disk = smallDisk(t)
  const flags = ['--listen', '127.0.0.1:0', '--data', join(disk, 'vrs'), '--quotas', 'none', '--no-default-vpc']
  const server = await startFromSource(flags)
  t.after(() => server.child.kill('SIGKILL'))
  const client = new BareClient(server.port, 4)
  const acknowledged = new Set<string>()
  for (let i = 0; i < 20; i++) acknowledged.add((await create(client)).id)
  fill(join(disk, 'ballast'))
  const refused = await createUntilRefused(client, acknowledged)
  assert.equal(refused.status, 503)
  assert.match(refused.body, /<Code>ServiceUnavailable</)
  for (let i = 0; i < 10; i++) assert.deepEqual(await list(client), acknowledged)
  assert.equal((await create(client)).status, 503)
  rmSync(join(disk, 'ballast'))
  const after = await create(client)
  assert.equal(after.status, 200)
  acknowledged.add(after.id)
  client.close()
  server.child.kill('SIGKILL')
  await server.ended
  const again = await startFromSource(flags)
  const second = new BareClient(again.port, 1)
  assert.deepEqual(await list(second), acknowledged)
  second.close()
  again.child.kill('SIGTERM')
  assert.equal(await again.ended, 0)
})

/** A disk of four megabytes that is gone after the test. */
function smallDisk(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vrs-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path])
  t.after(() => {
    execFileSync('umount', ['-l', path])
    rmdirSync(path)
  })
  return path
}

/** Takes everything that is free but a few kilobytes. */
function fill(file: string): void {
  const { bavail, bsize } = statfsSync(join(file, '..'))
  writeFileSync(file, Buffer.alloc(Math.max(0, (bavail - 2) * bsize)))
}

async function create(
  client: BareClient,
): Promise<{ readonly status: number; readonly id: string; readonly body: string }> {
  const { status, body } = await client.call('Action=CreateRouteServer&Version=2016-11-15&AmazonSideAsn=65000')
  return { status, id: /<routeServerId>([^<]*)</.exec(body)?.[1] ?? '', body }
}

async function createUntilRefused(
  client: BareClient,
  acknowledged: Set<string>,
): Promise<{ readonly status: number; readonly body: string }> {
  for (;;) {
    const made = await create(client)
    if (made.status !== 200) return made
    acknowledged.add(made.id)
  }
}

async function list(client: BareClient): Promise<ReadonlySet<string>> {
  const { body } = await client.call('Action=DescribeRouteServers&Version=2016-11-15')
  return new Set(Array.from(body.matchAll(/<routeServerId>([^<]*)</g), ([, id]) => id as string))
}
