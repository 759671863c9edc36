// BFD sessions in a simulated world, hundreds of seeds. The world itself (bfd-world.ts) asserts after every step: no false
// detection, always detection in time, no packet too early, every poll answered. `SEED=4711 node --test test/sim/bfd.test.ts`
// runs one seed alone, SEEDS_TIMES=10 ten times as many.

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { Prng } from '../../src/base/prng.ts'
import { ms, sec } from '../../src/base/time.ts'
import { World, expired, type HostName } from './bfd-world.ts'

const only = process.env['SEED']
const times = Number(process.env['SEEDS_TIMES'] ?? '1')
const seeds = (count: number): number[] =>
  only === undefined ? Array.from({ length: count * times }, (_, i) => i + 1) : [Number(only)]

/** Runs `story` for each seed; a failure says how to replay it. */
function everySeed(count: number, story: (seed: number) => void): void {
  for (const seed of seeds(count)) {
    try {
      story(seed)
    } catch (error) {
      throw new Error(`seed ${seed} (replay with SEED=${seed})`, { cause: error })
    }
  }
}

test('on a good network two sessions come up and never go down', () => {
  everySeed(100, (seed) => {
    const world = new World({ seed, network: { duplication: 0.1, delayMax: ms(40) } })
    world.run(sec(4))
    assert.deepEqual(world.states(), { a: 'Up', b: 'Up' })
    world.run(sec(30))
    assert.deepEqual(world.states(), { a: 'Up', b: 'Up' })
    assert.equal(world.detections(), 0)
  })
})

test('two sessions notice a cut link within three intervals', () => {
  everySeed(100, (seed) => {
    const world = new World({ seed })
    world.run(sec(10))
    world.cut.a = true
    world.cut.b = true
    world.run(ms(906)) // three intervals, a delayed packet, late timers
    assert.deepEqual(world.states(), { a: 'Down', b: 'Down' })
    world.cut.a = false
    world.cut.b = false
    world.run(sec(4))
    assert.deepEqual(world.states(), { a: 'Up', b: 'Up' })
  })
})

test('a link that is cut one way takes both ends down', () => {
  everySeed(100, (seed) => {
    const world = new World({ seed })
    world.run(sec(10))
    world.cut.a = true
    world.run(ms(906) + ms(4))
    assert.deepEqual(world.states(), { a: 'Down', b: 'Down' })
    assert.equal(world.hosts.b.log.at(-1)?.diagnostic, 1)
    assert.equal(world.hosts.a.log.at(-1)?.diagnostic, 3, 'the deaf end tells the other')
  })
})

test('a stall of our own is not the silence of the peer', () => {
  everySeed(100, (seed) => {
    const world = new World({ seed, b: { detectMultiplier: 50 } })
    world.run(sec(10))
    // Host a misses its own deadlines by far; b is patient and keeps sending.
    for (let i = 0; i < 5; i++) {
      world.stall('a', ms(1_500))
      world.run(sec(3))
    }
    world.configure('a', { detectMultiplier: 50 })
    assert.equal(world.hosts.a.log.filter(expired).length, 0)
  })
})

test('detection after a stall and a cut: silent by the deadline, told when the stall is over', () => {
  everySeed(50, (seed) => {
    const world = new World({ seed })
    world.run(sec(10))
    world.cut.b = true
    world.stall('a', sec(2))
    world.run(sec(2) + ms(3))
    assert.equal(world.states().a, 'Down')
  })
})

test('loss, duplication, reordering, delay: only real silence is detected, and always', () => {
  everySeed(300, (seed) => {
    const random = new Prng(seed)
    const loss = random.fraction() * 0.6
    const network = { loss, duplication: random.fraction() * 0.3, delayMax: ms(1 + random.below(600)) }
    const world = new World({ seed, a: randomTiming(random), b: randomTiming(random), network })
    world.run(sec(60))
    calm(world)
    world.run(sec(25))
    assert.deepEqual(world.states(), { a: 'Up', b: 'Up' }, 'a healed network brings them up')
  })
})

test('anything may happen at any time, and a healed network brings both sides up', () => {
  everySeed(400, (seed) => {
    const random = new Prng(seed)
    const world = new World({ seed, a: randomTiming(random), b: randomTiming(random) })
    for (let i = 0; i < 40; i++) {
      happen(world, random)
      world.run(random.below(sec(3)))
    }
    calm(world)
    world.run(sec(25))
    assert.deepEqual(world.states(), { a: 'Up', b: 'Up' })
    const detections = world.detections()
    world.run(sec(20))
    assert.equal(world.detections(), detections, 'and they stay up')
  })
})

test('jumps of the wall clock change nothing: the same seed gives the same story', () => {
  const story = (jump: boolean): unknown => {
    const world = new World({ seed: 11, network: { loss: 0.2 } })
    for (let i = 0; i < 30; i++) {
      if (jump) mock.timers.setTime(i % 2 === 0 ? 0 : 4e12)
      world.run(sec(1))
    }
    return [world.hosts.a.log, world.hosts.b.log, world.packets]
  }
  const calmly = story(false)
  mock.timers.enable({ apis: ['Date'] })
  try {
    assert.deepEqual(story(true), calmly)
  } finally {
    mock.timers.reset()
  }
})

function randomTiming(random: Prng): {
  desiredMinTxInterval: ReturnType<typeof ms>
  requiredMinRxInterval: ReturnType<typeof ms>
  detectMultiplier: number
} {
  const interval = (): ReturnType<typeof ms> => ms(random.pick([10, 50, 100, 300, 1_000, 2_000]))
  return {
    desiredMinTxInterval: interval(),
    requiredMinRxInterval: interval(),
    detectMultiplier: random.pick([1, 2, 3, 3, 5]),
  }
}

function happen(world: World, random: Prng): void {
  const name = random.pick<HostName>(['a', 'b'])
  const { network } = world
  random.pick([
    () => void (world.cut[name] = !world.cut[name]),
    () => void (network.loss = random.pick([0, 0.1, 0.5])),
    () => void (network.duplication = random.pick([0, 0.5])),
    () => void (network.delayMax = ms(random.pick([1, 20, 700]))),
    () => world.configure(name, randomTiming(random)),
    () => world.admin(name, random.fraction() < 0.5),
    () => world.stall(name, random.below(sec(4))),
    () =>
      world.inject(
        name,
        Uint8Array.from({ length: random.below(40) }, () => random.below(256)),
      ),
  ])()
}

/** A good network and patient sessions. */
function calm(world: World): void {
  Object.assign(world.network, { loss: 0, duplication: 0, delayMax: ms(1) })
  for (const name of ['a', 'b'] as const) {
    world.cut[name] = false
    world.admin(name, true)
    // A multiplier of 1 leaves no room for the late timers of this world.
    world.configure(name, { detectMultiplier: 3 })
  }
}
