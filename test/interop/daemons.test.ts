// FRR, GoBGP, OpenBGPD and ExaBGP as devices, each through the same story: session, IPv4 and IPv6 routes, withdrawal and
// return, refresh, MED and AS-path preference between two of them, a stop with its text, a restart.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../harness.ts'
import { requires } from '../requires.ts'
import { startExabgp, startFrr, startGobgp, startOpenbgpd, type StartDevice } from './devices.ts'
import { installed, makeLab, makeSite, routes, statuses } from './network.ts'

const V4 = '198.51.100.0/24'
const OTHER = '203.0.113.0/24'
const V6 = '2001:db8:100::/48'

const DAEMONS: readonly { readonly name: string; readonly programs: readonly string[]; readonly start: StartDevice }[] =
  [
    { name: 'FRR', programs: ['/usr/lib/frr/bgpd', 'vtysh'], start: startFrr },
    { name: 'GoBGP', programs: ['gobgpd', 'gobgp'], start: startGobgp },
    { name: 'OpenBGPD', programs: ['/usr/sbin/bgpd', 'bgpctl'], start: startOpenbgpd },
    { name: 'ExaBGP', programs: ['exabgp'], start: startExabgp },
  ]

for (const { name, programs, start } of DAEMONS) {
  const skip = requires({ root: true, programs: [...programs, 'ip'] })

  test(`${name}: session, IPv4 and IPv6 routes, withdraw, refresh, stop`, { skip, timeout: 120_000 }, async (t) => {
    const lab = makeLab(t, 1)
    const site = await makeSite(lab, [{ asn: 65001 }])
    const target = (prefix: string) => (): Promise<string | undefined> => Promise.resolve(installed(lab, site, prefix))
    const device = await start(lab, 1, { asn: 65001, med: 7, prepend: 0 }, [V4, OTHER, V6])
    await eventually(
      'the session is up',
      () => Promise.resolve(statuses(lab, site)),
      ([one]) => one === 'up/-',
    )
    for (const prefix of [V4, OTHER, V6]) await eventually(prefix, target(prefix), (eni) => eni === site.enis[0])
    const shown = routes(lab, site).find((route) => route.Prefix === V4)
    assert.deepEqual([shown?.RouteStatus, shown?.Med, shown?.AsPaths], ['in-fib', 7, ['65001']])
    device.withdraw(OTHER)
    await eventually('a withdrawn prefix is gone', target(OTHER), (eni) => eni === undefined)
    assert.equal(await target(V4)(), site.enis[0])
    device.announce(OTHER)
    await eventually('it is back', target(OTHER), (eni) => eni === site.enis[0])
    device.refresh?.()
    assert.deepEqual(statuses(lab, site), ['up/-'])
    device.stop()
    await eventually(
      'the session is down',
      () => Promise.resolve(statuses(lab, site)),
      ([one]) => one === 'down/-',
    )
    for (const prefix of [V4, OTHER, V6]) assert.equal(await target(prefix)(), undefined)
  })

  test(`two of ${name}: the lower MED wins`, { skip, timeout: 120_000 }, async (t) => {
    const lab = makeLab(t, 2)
    const site = await makeSite(lab, [{ asn: 65001 }, { asn: 65002 }])
    await start(lab, 1, { asn: 65001, med: 100, prepend: 0 }, [V4])
    await start(lab, 2, { asn: 65002, med: 0, prepend: 0 }, [V4])
    const shown = (): Promise<ReturnType<typeof routes>> => Promise.resolve(routes(lab, site))
    await eventually('both paths are there', shown, (all) => all.filter((route) => route.Prefix === V4).length === 2)
    assert.equal(installed(lab, site, V4), site.enis[1], 'MED 0 wins over MED 100')
  })

  test(`two of ${name}: the shorter AS path wins`, { skip, timeout: 120_000 }, async (t) => {
    const lab = makeLab(t, 2)
    const site = await makeSite(lab, [{ asn: 65001 }, { asn: 65002 }])
    await start(lab, 1, { asn: 65001, med: 100, prepend: 0 }, [V4])
    await start(lab, 2, { asn: 65002, med: 0, prepend: 2 }, [V4])
    const shown = (): Promise<ReturnType<typeof routes>> => Promise.resolve(routes(lab, site))
    const both = await eventually(
      'both paths are there',
      shown,
      (all) => all.filter((r) => r.Prefix === V4).length === 2,
    )
    assert.deepEqual(
      both.map((route) => route.AsPaths?.length).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
      [1, 3],
    )
    assert.equal(installed(lab, site, V4), site.enis[0])
  })
}
