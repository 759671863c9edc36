// Debian's GoBGP as the device.

import { requires } from '../requires.ts'
import { startGobgp } from './devices/gobgp.ts'
import { stories } from './story.ts'

stories({
  name: 'GoBGP',
  skip: requires({ root: true, programs: ['gobgpd', 'gobgp', 'ip'] }),
  start: startGobgp,
  staysDown: true,
  whenAsked: 'sends',
  saysShutdown: /the server is shutting down/,
  saysDeconfigured: /de-?configured/i,
})
