// Debian's OpenBGPD as the device. Version 7.7 takes every ROUTE-REFRESH for one of a family that was not negotiated (mended in
// 7.8), so it sends nothing when it is asked.

import { requires } from '../requires.ts'
import { startOpenbgpd } from './devices/openbgpd.ts'
import { stories } from './story.ts'

stories({
  name: 'OpenBGPD',
  skip: requires({ root: true, programs: ['/usr/sbin/bgpd', 'bgpctl', 'ip'] }),
  start: startOpenbgpd,
  staysDown: true,
  whenAsked: /Request +0 +2/,
  saysShutdown: /the server is shutting down/,
  saysDeconfigured: /Peer unconfigured|de-?configured/i,
})
