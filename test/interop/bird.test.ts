// Debian's BIRD 2 as the appliance: session, IPv4 and IPv6 routes, MED and AS-path preference, withdrawal, restart,
// shutdown, and BFD when the process is frozen.

import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../harness.ts'
import { requires } from '../requires.ts'
import { DEVICE_ADDRESS, RS_ADDRESS, installed, makeLab, makeSite, routes, statuses, type Lab } from './network.ts'

const skip = requires({ root: true, programs: ['bird', 'birdc', 'ip'] })

interface Options {
  readonly asn: number
  readonly med?: number
  readonly prepend?: number
  readonly bfd?: boolean
}

function configuration(lab: Lab, device: number, options: Options): string {
  const prepend = `bgp_path.prepend(${options.asn}); `.repeat(options.prepend ?? 0)
  const filter = `filter { bgp_med = ${options.med ?? 0}; ${prepend}accept; }`
  return `
log stderr all;
router id ${DEVICE_ADDRESS(device)};
protocol device {}
protocol static s4 { ipv4; route 198.51.100.0/24 blackhole; route 203.0.113.${device}/32 blackhole; }
protocol static s6 { ipv6; route 2001:db8:100::/48 blackhole; }
protocol bfd { interface "${lab.link(device)}" { min rx interval 300 ms; min tx interval 300 ms; multiplier 3; }; }
protocol bgp vpc {
  local ${DEVICE_ADDRESS(device)} as ${options.asn};
  neighbor ${RS_ADDRESS(device)} as 65000;
  connect delay time 1; connect retry time 2; error wait time 1, 2;
  ${options.bfd === true ? 'bfd on;' : ''}
  ipv4 { import all; export ${filter}; };
  ipv6 { import all; export ${filter}; };
}
`
}

interface Bird {
  readonly child: ChildProcess
  readonly ctl: (...command: string[]) => string
}

function bird(lab: Lab, device: number, options: Options): Bird {
  const file = join(lab.folder, `bird${device}.conf`)
  const socket = join(lab.folder, `bird${device}.ctl`)
  writeFileSync(file, configuration(lab, device, options))
  const child = lab.start(device, 'bird', ['-f', '-c', file, '-s', socket, '-P', join(lab.folder, `bird${device}.pid`)])
  return { child, ctl: (...command) => lab.exec(device, 'birdc', ['-s', socket, ...command]) }
}

const V4 = '198.51.100.0/24'
const V6 = '2001:db8:100::/48'

test(
  'BIRD: session, IPv4 and IPv6 routes in the table, withdrawn on shutdown, back after a restart',
  { skip },
  async (t) => {
    const lab = makeLab(t, 1)
    const site = await makeSite(lab, [{ asn: 65001 }])
    const first = bird(lab, 1, { asn: 65001, med: 7 })
    await eventually(
      'the session is up',
      () => Promise.resolve(statuses(lab, site)),
      ([one]) => one === 'up/-',
    )
    for (const prefix of [V4, V6]) {
      await eventually(
        `${prefix} is installed`,
        () => Promise.resolve(installed(lab, site, prefix)),
        (eni) => eni === site.enis[0],
      )
    }
    const shown = routes(lab, site).find((route) => route.Prefix === V4)
    assert.deepEqual(
      [shown?.RouteStatus, shown?.Med, shown?.AsPaths, shown?.NextHopIp],
      ['in-fib', 7, ['65001'], DEVICE_ADDRESS(1)],
    )
    assert.match(first.ctl('show', 'protocols', 'all', 'vpc'), /Established/)
    assert.match(first.ctl('show', 'protocols', 'all', 'vpc'), /0 imported/, 'a route server announces nothing')

    first.ctl('disable', 's6')
    await eventually(
      'a withdrawn prefix is gone',
      () => Promise.resolve(installed(lab, site, V6)),
      (eni) => eni === undefined,
    )
    assert.equal(installed(lab, site, V4), site.enis[0])
    first.ctl('enable', 's6')
    await eventually(
      'it is back',
      () => Promise.resolve(installed(lab, site, V6)),
      (eni) => eni === site.enis[0],
    )

    first.ctl('down')
    await eventually(
      'the session is down',
      () => Promise.resolve(statuses(lab, site)),
      ([one]) => one === 'down/-',
    )
    assert.equal(installed(lab, site, V4), undefined, 'routes are withdrawn with the session')
    bird(lab, 1, { asn: 65001 })
    await eventually(
      'routes are back',
      () => Promise.resolve(installed(lab, site, V4)),
      (eni) => eni === site.enis[0],
    )
  },
)

test('two BIRDs: lower MED wins, then the shorter AS path, and the other takes over', { skip }, async (t) => {
  const lab = makeLab(t, 2)
  const site = await makeSite(lab, [{ asn: 65001 }, { asn: 65002 }])
  bird(lab, 1, { asn: 65001, med: 100 })
  const second = bird(lab, 2, { asn: 65002, med: 0 })
  const target = (): Promise<string | undefined> => Promise.resolve(installed(lab, site, V4))
  await eventually(
    'both are up',
    () => Promise.resolve(statuses(lab, site)),
    (all) => all.every((one) => one === 'up/-'),
  )
  await eventually(
    'both paths are there',
    () => Promise.resolve(routes(lab, site)),
    (all) => all.filter((r) => r.Prefix === V4).length === 2,
  )
  assert.equal(await target(), site.enis[1], 'MED 0 wins over MED 100')
  writeFileSync(join(lab.folder, 'bird2.conf'), configuration(lab, 2, { asn: 65002, med: 0, prepend: 2 }))
  second.ctl('configure')
  await eventually('the shorter AS path wins', target, (eni) => eni === site.enis[0])
  writeFileSync(join(lab.folder, 'bird2.conf'), configuration(lab, 2, { asn: 65002, med: 0 }))
  second.ctl('configure')
  await eventually('the lower MED wins again', target, (eni) => eni === site.enis[1])
  second.child.kill('SIGKILL')
  await eventually('the other takes over', target, (eni) => eni === site.enis[0])
})

test('BIRD with BFD: frozen, it loses its routes long before the hold time', { skip }, async (t) => {
  const lab = makeLab(t, 1)
  const site = await makeSite(lab, [{ asn: 65001, bfd: true }])
  bird(lab, 1, { asn: 65001, bfd: true })
  await eventually(
    'BGP and BFD are up',
    () => Promise.resolve(statuses(lab, site)),
    ([one]) => one === 'up/up',
  )
  await eventually(
    'installed',
    () => Promise.resolve(installed(lab, site, V4)),
    (eni) => eni === site.enis[0],
  )
  const pid = lab.exec(1, 'cat', [join(lab.folder, 'bird1.pid')]).trim()
  lab.exec(1, 'kill', ['-STOP', pid])
  await eventually(
    'both are down',
    () => Promise.resolve(statuses(lab, site)),
    ([one]) => one === 'down/down',
  )
  assert.equal(installed(lab, site, V4), undefined)
  lab.exec(1, 'kill', ['-CONT', pid])
  await eventually(
    'both are up again',
    () => Promise.resolve(statuses(lab, site)),
    ([one]) => one === 'up/up',
  )
})
