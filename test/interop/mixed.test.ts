// Different daemons on one route server: preference between them, more than a thousand routes without quotas, and a server that
// is killed and started again.

import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../harness.ts'
import { requires } from '../requires.ts'
import { startBird } from './devices/bird.ts'
import type { Device, StartDevice } from './devices/device.ts'
import { startExabgp } from './devices/exabgp.ts'
import { startFrr } from './devices/frr.ts'
import { startGobgp } from './devices/gobgp.ts'
import { startOpenbgpd } from './devices/openbgpd.ts'
import { DEVICE_ADDRESS, makeLab } from './network.ts'
import { makeSite } from './site.ts'
import { goesTo } from './story.ts'

const SHARED = '198.51.100.0/24'
const asn = (n: number): number => 4_200_000_000 + n
const isUp = (status: string): boolean => status === 'up/-'

test(
  'FRR against BIRD: MED decides across neighbour ASNs, and after it the router id',
  { skip: requires({ root: true, programs: ['/usr/lib/frr/bgpd', 'vtysh', 'bird', 'birdc', 'ip'] }) },
  async (t) => {
    const lab = makeLab(t, 2)
    const site = await makeSite(lab, [{ asn: asn(1) }, { asn: asn(2) }])
    const frr = await startFrr(lab, 1, { asn: asn(1), med: 20, prepend: 0 }, [SHARED])
    const bird = await startBird(lab, 2, { asn: asn(2), med: 10, prepend: 0 }, [SHARED])
    await eventually(
      'both paths are there',
      () => site.routes(),
      (all) => all.length === 2,
    )
    await goesTo(site, SHARED, 2, 'BIRD has the lower MED')
    bird.use({ med: 30, prepend: 0 })
    await goesTo(site, SHARED, 1, 'FRR has the lower MED')
    frr.use({ med: 40, prepend: 0 })
    await goesTo(site, SHARED, 2, 'BIRD has it again')
    frr.use({ med: 30, prepend: 0 })
    await goesTo(site, SHARED, 1, 'equal: the lower router id, although the other path is older')
  },
)

interface Member {
  readonly start: StartDevice
  /** Prefixes of its own of each family. */
  readonly count: number
}

/** GoBGP has to be told each route by a command of its own. */
const MEMBERS: readonly Member[] = [
  { start: startBird, count: 200 },
  { start: startFrr, count: 200 },
  { start: startGobgp, count: 10 },
  { start: startOpenbgpd, count: 200 },
  { start: startExabgp, count: 200 },
]
const OPENBGPD = 4

const own = (n: number): string[] =>
  Array.from({ length: MEMBERS[n - 1]?.count ?? 0 }, (_, i) => [
    `100.${64 + n}.${i}.0/24`,
    `2001:db8:${n}:${i.toString(16)}::/64`,
  ]).flat()

const skip = requires({
  root: true,
  programs: ['bird', '/usr/lib/frr/bgpd', 'vtysh', 'gobgpd', '/usr/sbin/bgpd', 'bgpctl', 'exabgp', 'ip'],
})

test('all five with a TCP MD5 key each', { skip, timeout: 120_000 }, async (t) => {
  const lab = makeLab(t, MEMBERS.length)
  const keys = new Map(MEMBERS.map((_, index) => [index + 1, `secret-of-${index + 1}`]))
  const file = join(lab.folder, 'keys.json')
  writeFileSync(file, JSON.stringify(Object.fromEntries([...keys].map(([n, key]) => [DEVICE_ADDRESS(n), key]))))
  const peers = MEMBERS.map((_, index) => ({ asn: asn(index + 1) }))
  const site = await makeSite(lab, peers, ['--memory', '--md5-keys', file])
  await startAll((start, n) =>
    start(lab, n, { asn: asn(n), med: 0, prepend: 0, key: keys.get(n) ?? '' }, [`100.64.${n}.0/24`]),
  )
  await eventually(
    'all sessions are up',
    () => site.statuses(),
    (statuses) => statuses.every(isUp),
  )
  for (const n of keys.keys()) await goesTo(site, `100.64.${n}.0/24`, n, 'installed')
})

test(
  'all five, 1,621 routes: they return by themselves after the server was killed, and the table never misses them',
  { skip, timeout: 120_000 },
  async (t) => {
    const lab = makeLab(t, MEMBERS.length)
    const data = join(lab.folder, 'data')
    const site = await makeSite(
      lab,
      MEMBERS.map((_, index) => ({ asn: asn(index + 1) })),
      ['--data', data, '--quotas', 'none'],
    )
    const devices = await startAll((start, n) =>
      start(lab, n, { asn: asn(n), med: 10 * n, prepend: 0 }, [SHARED, ...own(n)]),
    )
    const size = async (): Promise<number> => (await site.table()).size
    const all = 1 + MEMBERS.reduce((sum, { count }) => sum + 2 * count, 0)
    assert.equal(all, 1621)
    await eventually('all routes are in the table', size, (now) => now === all)
    assert.equal(await site.target(SHARED), 1)

    // Once the file has this MED, it was written when all routes were there.
    const med = 0xc0ffee
    devices[0]?.use({ med, prepend: 0 })
    await goesTo(site, SHARED, 2, 'FRR has the lowest MED')
    await eventually(
      'the routes are saved',
      () => Promise.resolve(isSaved(data, med)),
      (saved) => saved,
    )

    await site.kill()
    await site.start()
    assert.equal(await size(), all, 'routes outlive a restart for a while')
    // After a lost session OpenBGPD does nothing for 30 seconds.
    devices[OPENBGPD - 1]?.bringUp?.()
    await eventually(
      'all sessions are up',
      () => site.statuses(),
      (statuses) => statuses.every(isUp),
    )
    const paths = async (): Promise<number> => (await site.routes()).length
    await eventually('all paths are there', paths, (now) => now === all + MEMBERS.length - 1)
    assert.deepEqual([await size(), await site.target(SHARED)], [all, 2])
  },
)

/** All members at the same time: some take long. */
const startAll = (each: (start: StartDevice, n: number) => Promise<Device>): Promise<readonly Device[]> =>
  Promise.all(MEMBERS.map(({ start }, index) => each(start, index + 1)))

/** Whether a router has saved routes with this MED. */
const isSaved = (data: string, med: number): boolean =>
  globSync('routers/*/*.rib', { cwd: data }).some((file) =>
    readFileSync(join(data, file)).includes(Buffer.from(med.toString(16).padStart(8, '0'), 'hex')),
  )
