// What every routing daemon goes through as a device: its whole life with one peer; two of them for one destination; more
// routes than the quotas admit. Each story has a lab of its own.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DeleteRouteServerPeerCommand } from '@aws-sdk/client-ec2'
import { eventually } from '../harness.ts'
import type { Device, StartDevice } from './devices/device.ts'
import { DEVICE_ADDRESS, makeLab } from './network.ts'
import { makeSite, type Site } from './site.ts'

export interface Daemon {
  readonly name: string
  /** False, or why its tests cannot run here. */
  readonly skip: false | string
  readonly start: StartDevice
  /** Whether its administrator can shut a session down for good, with a text; otherwise it comes back at once. */
  readonly staysDown: boolean
  /** What it does when we ask for its routes: sends them, ignores us and says in its report that we asked, or falls over. */
  readonly whenAsked: 'sends' | 'restarts' | RegExp
  /** What it says of our Cease: Administrative Shutdown with its text, and Peer De-configured. */
  readonly saysShutdown: RegExp
  readonly saysDeconfigured: RegExp
}

const V4 = '198.51.100.0/24'
const OTHER = '203.0.113.0/24'
const V6 = '2001:db8:100::/48'
const MARK = '192.0.2.0/24'
/** More than 16 bits. */
const ASN = 4_200_000_001
const ASN2 = 4_200_000_002
const NEUTRAL = { med: 0, prepend: 0 }
const ROUTES_MAX = 100

/** All stories of one daemon, at the same time: they mostly wait. */
export function stories(daemon: Daemon): void {
  const { name, skip } = daemon
  const options = { skip, timeout: 120_000 }
  describe(name, { concurrency: true }, () => {
    test(`${name}: session, routes, refresh, restart, shutdown`, options, (t) => life(t, daemon))
    test(`two of ${name}: MED, AS path, withdrawal, a deleted peer`, options, (t) => rivals(t, daemon))
    test(`${name}: more routes than admitted, asked for again when there is room; our own shutdown`, options, (t) =>
      crowd(t, daemon),
    )
  })
}

/** BFD through the whole server: a device that stands still loses its routes long before the hold time. */
export function frozenWithBfd(name: string, skip: Daemon['skip'], start: StartDevice): void {
  test(
    `${name} with BFD: frozen, it loses its routes; thawed, it has them again`,
    { skip, timeout: 120_000 },
    async (t) => {
      const lab = makeLab(t, 1)
      const site = await makeSite(lab, [{ asn: ASN, bfd: true }])
      const device = await start(lab, 1, { asn: ASN, ...NEUTRAL, bfd: true }, [V4])
      await eventually(
        'BGP and BFD are up',
        () => site.statuses(),
        ([one]) => one === 'up/up',
      )
      await goesTo(site, V4, 1, 'installed')
      device.signal('SIGSTOP')
      await eventually(
        'both are down',
        () => site.statuses(),
        ([one]) => one === 'down/down',
      )
      assert.equal(await site.target(V4), undefined)
      assert.match((await site.why(1)) ?? '', /^BGP is down: BFD went down/)
      device.signal('SIGCONT')
      await eventually(
        'both are up again',
        () => site.statuses(),
        ([one]) => one === 'up/up',
      )
      await goesTo(site, V4, 1, 'back')
    },
  )
}

type TestContext = Parameters<typeof makeLab>[0]

const isUp = ([one]: readonly string[]): boolean => one === 'up/-'

/** Until the table sends the prefix to the device, or to nothing. */
export const goesTo = (site: Site, prefix: string, device: number | undefined, what: string): Promise<unknown> =>
  eventually(
    `${what}: ${prefix}`,
    () => site.target(prefix),
    (target) => target === device,
  )

async function life(t: TestContext, { start, staysDown }: Daemon): Promise<void> {
  const lab = makeLab(t, 1)
  const site = await makeSite(lab, [{ asn: ASN }])
  const device = await start(lab, 1, { asn: ASN, med: 7, prepend: 0 }, [V4, OTHER, V6])
  await eventually('the session is up', () => site.statuses(), isUp)
  for (const prefix of [V4, OTHER, V6]) await goesTo(site, prefix, 1, 'installed')
  const shown = (await site.routes()).find((route) => route.Prefix === V4)
  assert.deepEqual(
    [shown?.RouteStatus, shown?.Med, shown?.AsPaths, shown?.NextHopIp],
    ['in-fib', 7, [String(ASN)], DEVICE_ADDRESS(1)],
  )

  device.withdraw([OTHER, V6])
  for (const prefix of [OTHER, V6]) await goesTo(site, prefix, undefined, 'withdrawn')
  assert.equal(await site.target(V4), 1)
  device.announce([OTHER, V6])
  for (const prefix of [OTHER, V6]) await goesTo(site, prefix, 1, 'back')

  await refreshes(site, device)
  assert.equal(await site.metric('vrs_peer_flaps_total', 1), 0, 'all that was one session')

  await device.restart()
  for (const prefix of [V4, OTHER, V6]) await goesTo(site, prefix, 1, 'back after a restart')
  assert.equal(await site.metric('vrs_peer_flaps_total', 1), 1)

  device.shutDown('upgrade tonight')
  if (!staysDown) {
    await eventually(
      'the session was new',
      () => site.metric('vrs_peer_flaps_total', 1),
      (flaps) => flaps === 2,
    )
    for (const prefix of [V4, OTHER, V6]) await goesTo(site, prefix, 1, 'back')
    return
  }
  const why = await eventually(
    'the session is down',
    () => site.why(1),
    (answer) => answer !== undefined,
  )
  assert.equal(why, 'BGP is down: NOTIFICATION 6/2 received: upgrade tonight')
  assert.match(site.vrs('status'), /upgrade tonight/)
  assert.deepEqual([...(await site.table()).keys()], [], 'its routes went with it')
  if (device.bringUp === undefined) return
  device.bringUp()
  for (const prefix of [V4, OTHER, V6]) await goesTo(site, prefix, 1, 'back after the shutdown')
}

/** Refresh in both directions leaves session and routes as they are. */
async function refreshes(site: Site, device: Device): Promise<void> {
  const updates = (): Promise<number> => site.metric('vrs_peer_updates_received_total', 1)
  const before = await updates()
  if (device.sendAgain !== undefined) {
    device.sendAgain()
    await eventually('it sends its routes again', updates, (now) => now > before)
  }
  device.askForRoutes?.()
  // What it sends next was sent after it had asked us.
  device.announce([MARK])
  for (const prefix of [MARK, V4, OTHER, V6]) await goesTo(site, prefix, 1, 'there after a refresh')
  device.withdraw([MARK])
  await goesTo(site, MARK, undefined, 'withdrawn')
}

async function rivals(t: TestContext, { start, saysDeconfigured }: Daemon): Promise<void> {
  const lab = makeLab(t, 2)
  const site = await makeSite(lab, [{ asn: ASN }, { asn: ASN2 }])
  await start(lab, 1, { asn: ASN, med: 100, prepend: 0 }, [V4])
  const second = await start(lab, 2, { asn: ASN2, ...NEUTRAL }, [V4])
  const paths = async () => (await site.routes()).filter((route) => route.Prefix === V4)
  await eventually('both paths are there', paths, (all) => all.length === 2)
  await goesTo(site, V4, 2, 'MED 0 wins over MED 100')
  second.use({ med: 0, prepend: 2 })
  await goesTo(site, V4, 1, 'the shorter AS path wins')
  const longer = (await paths()).find((path) => path.RouteStatus === 'in-rib')
  assert.deepEqual(longer?.AsPaths, [String(ASN2), String(ASN2), String(ASN2)])
  second.use(NEUTRAL)
  await goesTo(site, V4, 2, 'the lower MED wins again')
  second.withdraw([V4])
  await goesTo(site, V4, 1, 'the other one takes over')
  second.announce([V4])
  await goesTo(site, V4, 2, 'and gives back')
  await site.ec2.send(new DeleteRouteServerPeerCommand({ RouteServerPeerId: site.peerIds[1] }))
  await goesTo(site, V4, 1, 'a peer that is deleted has no routes')
  await eventually(
    'it knows that it was deleted',
    () => Promise.resolve(second.report()),
    (says) => saysDeconfigured.test(says),
  )
}

async function crowd(t: TestContext, { start, whenAsked, saysShutdown }: Daemon): Promise<void> {
  const lab = makeLab(t, 1)
  const site = await makeSite(lab, [{ asn: ASN }])
  const prefixes = Array.from({ length: ROUTES_MAX + 50 }, (_, index) => `198.18.${index}.0/24`)
  const device = await start(lab, 1, { asn: ASN, ...NEUTRAL }, prefixes)
  const size = async (): Promise<number> => (await site.table()).size
  const refused = (): Promise<number> => site.metric('vrs_peer_paths_refused_total', 1)
  await eventually('all but 100 are turned away', refused, (n) => n >= 50)
  assert.deepEqual([await size(), await site.statuses()], [ROUTES_MAX, ['up/-']])
  // Room for 30: those that were turned away are asked for.
  device.withdraw([...(await site.table()).keys()].slice(0, 30))
  await eventually('there is room', size, (now) => now === ROUTES_MAX - 30)
  if (whenAsked instanceof RegExp) {
    await eventually(
      'it was asked',
      () => Promise.resolve(device.report()),
      (says) => whenAsked.test(says),
    )
    await device.restart()
  }
  await eventually('there are 100 again', size, (now) => now === ROUTES_MAX)
  assert.equal(await site.metric('vrs_peer_flaps_total', 1), whenAsked === 'sends' ? 0 : 1)
  await site.stop('SIGTERM')
  await eventually(
    'it knows that we shut down',
    () => Promise.resolve(device.report()),
    (says) => saysShutdown.test(says),
  )
}
