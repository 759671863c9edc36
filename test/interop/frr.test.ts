// Debian's FRR as the device, also with BFD through the whole server.

import { requires } from '../requires.ts'
import { startFrr } from './devices/frr.ts'
import { frozenWithBfd, stories } from './story.ts'

const skip = requires({
  root: true,
  programs: ['/usr/lib/frr/zebra', '/usr/lib/frr/bfdd', '/usr/lib/frr/bgpd', 'vtysh', 'ip'],
})

stories({
  name: 'FRR',
  skip,
  start: startFrr,
  staysDown: true,
  whenAsked: 'sends',
  saysShutdown: /the server is shutting down/,
  saysDeconfigured: /Peer De-?configured/i,
})

frozenWithBfd('FRR', skip, startFrr)
