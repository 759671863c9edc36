// The configurations of docs/guides/daemons.md work as they are printed: each daemon in turn is the same device.

import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { eventually } from '../harness.ts'
import { requires } from '../requires.ts'
import { folderFor, works } from './devices/device.ts'
import { end, makeLab, type Lab } from './network.ts'
import { makeSite, type Site } from './site.ts'

const GUIDE = readFileSync(new URL('../../docs/guides/daemons.md', import.meta.url), 'utf8')

/** The blocks of a section: the configuration, and commands if there are any. */
function blocks(title: string): readonly [string, string] {
  const [, section = ''] = GUIDE.split(`\n### ${title}\n`)
  const [text = ''] = section.split(/\n##+ /)
  const found = [...text.matchAll(/```\w*\n([^]*?)```/g)].map((match) => match[1] ?? '')
  assert.ok(found[0] !== undefined, `${title} has a configuration`)
  return [found[0], found[1] ?? '']
}

interface Place {
  readonly lab: Lab
  /** Namespace of the device. */
  readonly host: number
  /** Appended to the titles of the sections. */
  readonly suffix: '' | ' on loopback'
}

interface Daemon {
  readonly name: string
  readonly programs: readonly string[]
  readonly start: (place: Place, configuration: string, commands: string) => Promise<readonly ChildProcess[]>
}

const DAEMONS: readonly Daemon[] = [
  {
    name: 'BIRD',
    programs: ['bird'],
    start: async ({ lab, host }, configuration) => {
      const folder = folderFor(lab, 'bird')
      const file = join(folder, 'bird.conf')
      writeFileSync(file, configuration)
      return [lab.start(host, 'bird', ['-f', '-c', file, '-s', join(folder, 'ctl'), '-P', join(folder, 'pid')])]
    },
  },
  {
    name: 'FRR',
    programs: ['/usr/lib/frr/zebra', '/usr/lib/frr/bgpd'],
    start: async ({ lab, host, suffix }, configuration) => {
      const folder = folderFor(lab, 'frr', 'frr')
      writeFileSync(join(folder, 'bgpd.conf'), configuration)
      writeFileSync(join(folder, 'zebra.conf'), '')
      const zserv = join(folder, 'zserv')
      const daemon = (name: string, more: readonly string[]): ChildProcess => {
        const files = ['-f', join(folder, `${name}.conf`), '-i', join(folder, name), '--vty_socket', folder]
        return lab.start(host, `/usr/lib/frr/${name}`, ['-u', 'frr', '-g', 'frr', '-A', '127.0.0.1', ...files, ...more])
      }
      if (suffix !== '') return [daemon('bgpd', ['-Z', '-n', '-p', '0'])]
      const zebra = daemon('zebra', ['-z', zserv])
      await works('zebra', zebra, () => lab.exec(host, 'test', ['-S', zserv]))
      return [zebra, daemon('bgpd', ['-z', zserv])]
    },
  },
  {
    name: 'GoBGP',
    programs: ['gobgpd', 'gobgp'],
    start: async ({ lab, host }, configuration, commands) => {
      const file = join(folderFor(lab, 'gobgp'), 'gobgpd.conf')
      writeFileSync(file, configuration)
      const started = lab.start(host, 'gobgpd', ['-f', file, '--api-hosts', '127.0.0.1:50051'])
      await works('gobgp', started, () => lab.exec(host, 'gobgp', ['global']))
      lab.exec(host, 'sh', ['-e', '-c', commands])
      return [started]
    },
  },
  {
    name: 'OpenBGPD',
    programs: ['/usr/sbin/bgpd'],
    start: async ({ lab, host }, configuration) => {
      mkdirSync('/run/openbgpd', { recursive: true, mode: 0o755 })
      const folder = folderFor(lab, 'openbgpd')
      const file = join(folder, 'bgpd.conf')
      // Its socket would be in a folder of the machine.
      writeFileSync(file, `socket "${join(folder, 'sock')}"\n${configuration}`, { mode: 0o600 })
      return [lab.start(host, '/usr/sbin/bgpd', ['-d', '-f', file])]
    },
  },
  {
    name: 'ExaBGP',
    programs: ['exabgp'],
    start: async ({ lab, host }, configuration) => {
      const file = join(folderFor(lab, 'exabgp'), 'exabgp.conf')
      writeFileSync(file, configuration)
      const settings = ['exabgp.daemon.user=root', 'exabgp.api.cli=false', 'exabgp.tcp.bind=']
      return [lab.start(host, 'env', [...settings, 'exabgp', file])]
    },
  },
]

const skip = requires({ root: true, programs: ['ip', ...DAEMONS.flatMap(({ programs }) => programs)] })
const options = { skip, timeout: 120_000 }
const EXPECTED = ['198.51.100.0/24', '2001:db8:100::/48']

describe('the guide', { concurrency: true }, () => {
  test('the configurations for real interfaces', options, async (t) => {
    const lab = makeLab(t, 1)
    const site = await makeSite(lab, [{ asn: 65001 }])
    await inTurn(t, site, { lab, host: 1, suffix: '' })
  })

  test('the configurations for loopback addresses', options, async (t) => {
    const lab = makeLab(t, 0)
    const flags = ['--memory', '--network', 'loopback', '--bgp-port', '1179']
    const site = await makeSite(lab, [{ asn: 65001 }], flags)
    await inTurn(t, site, { lab, host: 0, suffix: ' on loopback' })
  })
})

async function inTurn(t: TestContext, site: Site, place: Place): Promise<void> {
  for (const { name, start } of DAEMONS) {
    await t.test(`${name}${place.suffix}`, async () => {
      const programs = await start(place, ...blocks(`${name}${place.suffix}`))
      const table = async (): Promise<string[]> => [...(await site.table()).keys()].toSorted()
      await eventually('both routes are installed', table, (now) => now.join() === EXPECTED.join())
      assert.deepEqual(
        (await site.routes()).map((route) => route.Med),
        [10, 10],
      )
      for (const program of programs.toReversed()) await end(program, 'SIGKILL')
      await eventually('they are gone', table, (now) => now.length === 0)
    })
  }
}
