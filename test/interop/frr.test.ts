// Debian's FRR as the device.

import { requires } from '../requires.ts'
import { startFrr } from './devices/frr.ts'
import { stories } from './story.ts'

stories({
  name: 'FRR',
  skip: requires({ root: true, programs: ['/usr/lib/frr/zebra', '/usr/lib/frr/bgpd', 'vtysh', 'ip'] }),
  start: startFrr,
  sendsText: true,
  whenAsked: 'sends',
  saysShutdown: /the server is shutting down/,
  saysDeconfigured: /Peer De-?configured/i,
})
