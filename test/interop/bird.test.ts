// Debian's BIRD 2 as the device, also with BFD through the whole server. BFD by itself: bfd.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../harness.ts'
import { requires } from '../requires.ts'
import { startBird } from './devices/bird.ts'
import { makeLab } from './network.ts'
import { makeSite } from './site.ts'
import { goesTo, stories } from './story.ts'

const skip = requires({ root: true, programs: ['bird', 'birdc', 'ip'] })
const ASN = 65001
const PREFIX = '198.51.100.0/24'

stories({
  name: 'BIRD',
  skip,
  start: startBird,
  sendsText: true,
  whenAsked: 'sends',
  saysShutdown: /Message: +the server is shutting down/,
  saysDeconfigured: /Peer de-configured/i,
})

test('BIRD with BFD: frozen, it loses its routes long before the hold time', { skip }, async (t) => {
  const lab = makeLab(t, 1)
  const site = await makeSite(lab, [{ asn: ASN, bfd: true }])
  const device = await startBird(lab, 1, { asn: ASN, med: 0, prepend: 0 }, [PREFIX])
  const isBoth =
    (status: string) =>
    ([one]: readonly string[]): boolean =>
      one === `${status}/${status}`
  await eventually('BGP and BFD are up', () => site.statuses(), isBoth('up'))
  await goesTo(site, PREFIX, 1, 'installed')
  device.signal('SIGSTOP')
  await eventually('both are down', () => site.statuses(), isBoth('down'))
  assert.equal(await site.target(PREFIX), undefined)
  assert.match((await site.why(1)) ?? '', /BFD/)
  device.signal('SIGCONT')
  await eventually('both are up again', () => site.statuses(), isBoth('up'))
  await goesTo(site, PREFIX, 1, 'back')
})
