// Debian's ExaBGP as the device. Version 4.2.21 falls over when it is asked for its routes with enhanced refresh, and when a
// shutdown comes with a text: it starts a new session both times, which suits us. Its log has the text in octets.

import { requires } from '../requires.ts'
import { startExabgp } from './devices/exabgp.ts'
import { stories } from './story.ts'

stories({
  name: 'ExaBGP',
  skip: requires({ root: true, programs: ['exabgp', 'ip'] }),
  start: startExabgp,
  staysDown: false,
  whenAsked: 'restarts',
  saysShutdown: /0602 1B74 6865 2073 6572 7665 7220 6973 2073 6875 7474 696E 6720 646F 776E/,
  saysDeconfigured: /notification received \(6,3\)/,
})
