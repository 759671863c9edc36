// Debian's BIRD 2 as the device, also with BFD through the whole server. BFD by itself: bfd.test.ts.

import { requires } from '../requires.ts'
import { startBird } from './devices/bird.ts'
import { frozenWithBfd, stories } from './story.ts'

const skip = requires({ root: true, programs: ['bird', 'birdc', 'ip'] })

stories({
  name: 'BIRD',
  skip,
  start: startBird,
  staysDown: true,
  whenAsked: 'sends',
  saysShutdown: /Message: +the server is shutting down/,
  saysDeconfigured: /Peer de-configured/i,
})

frozenWithBfd('BIRD', skip, startBird)
