// Our BFD worker against BIRD's BFD and FRR's bfdd, each in a network namespace of its own: up, timers changed from either
// side while up, the peer stopped, the link cut, the peer restarted, AdminDown from either side.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { ms } from '../../src/base/time.ts'
import { endsBgp, type SessionReport } from '../../src/bfd/worker-protocol.ts'
import { startBfd } from '../../src/host/bfd-udp.ts'
import { eventually } from '../harness.ts'
import { requires } from '../requires.ts'
import { startBird, startFrr, startOurs, type Daemon, type Ours, type StartDaemon, type Timers } from './bfd-daemons.ts'
import { DEVICE_ADDRESS, RS_ADDRESS, makeLab, type Lab } from './network.ts'

/** Patient, because the machine that runs this may be busy. */
const TIMERS: Timers = { tx: 300, rx: 300, multiplier: 5 }

interface Side {
  readonly name: string
  readonly programs: readonly string[]
  readonly start: StartDaemon
  /** Whether it can be told to be AdminDown. */
  readonly hasAdminDown: boolean
}

const DAEMONS: readonly Side[] = [
  { name: 'BIRD', programs: ['bird', 'birdc'], start: startBird, hasAdminDown: false },
  {
    name: 'FRR',
    programs: ['/usr/lib/frr/bfdd', '/usr/lib/frr/zebra', 'vtysh'],
    start: startFrr,
    hasAdminDown: true,
  },
]

for (const { name, programs, start, hasAdminDown } of DAEMONS) {
  const skip = requires({ root: true, programs: [...programs, 'ip'] })
  const story = (what: string, act: (site: Site) => Promise<void>, timers = TIMERS): void =>
    void test(`${name}: ${what}`, { skip, timeout: 120_000 }, async (t) => act(await up(t, start, timers)))

  story('up, and timers changed by each side while it stays up', async ({ ours, theirs }) => {
    assert.deepEqual(await agreed(ours), { interval: 300, detectionTime: 1_500 })
    configure(ours, { tx: 500, rx: 400, multiplier: 6 })
    await eventually('both know our new timers', both(ours, theirs), ([we, they]) => {
      return we.interval === 500 && we.detectionTime === 2_000 && they.interval === 400 && they.detectionTime === 3_000
    })
    theirs.setTimers({ tx: 600, rx: 700, multiplier: 5 })
    await eventually('both know their new timers', both(ours, theirs), ([we, they]) => {
      return we.interval === 700 && we.detectionTime === 3_000 && they.interval === 600 && they.detectionTime === 4_200
    })
    configure(ours, TIMERS)
    theirs.setTimers(TIMERS)
    await eventually('and back', both(ours, theirs), ([we, they]) => we.interval === 300 && they.interval === 300)
    assert.deepEqual(downs(ours), [], 'it never went down')
    assert.equal(theirs.seen().up, true)
  })

  story('the peer stops without a word and goes on later', async ({ ours, theirs }) => {
    theirs.process().kill('SIGSTOP')
    const down = await state(ours, 'Down')
    assert.deepEqual([down.diagnostic, endsBgp(downs(ours)[0] as SessionReport)], [1, true])
    theirs.process().kill('SIGCONT')
    await state(ours, 'Up')
    await eventually(
      'they are up',
      () => Promise.resolve(theirs.seen()),
      ({ up }) => up,
    )
  })

  story('the link is cut and comes back', async ({ lab, ours, theirs }) => {
    lab.exec(1, 'ip', ['link', 'set', lab.link(1), 'down'])
    await state(ours, 'Down')
    assert.equal(endsBgp(downs(ours)[0] as SessionReport), true)
    lab.exec(1, 'ip', ['link', 'set', lab.link(1), 'up'])
    await state(ours, 'Up')
    await eventually(
      'they are up',
      () => Promise.resolve(theirs.seen()),
      ({ up }) => up,
    )
  })

  story('the peer is killed and started again', async ({ ours, theirs }) => {
    const before = (await ours.measure()).sessions[0]
    await theirs.restart()
    await eventually(
      'up with another discriminator',
      () => ours.measure(),
      ({ sessions: [now] }) => {
        return now?.state === 'Up' && now.remoteDiscriminator !== before?.remoteDiscriminator
      },
    )
    await eventually(
      'they are up',
      () => Promise.resolve(theirs.seen()),
      ({ up }) => up,
    )
    assert.equal(downs(ours).length, 1)
  })

  story('AdminDown from our side, and out of it', async ({ ours, theirs }) => {
    ours.admin('k', false)
    await eventually(
      'they are down',
      () => Promise.resolve(theirs.seen()),
      ({ up }) => !up,
    )
    ours.admin('k', true)
    await eventually(
      'they are up',
      () => Promise.resolve(theirs.seen()),
      ({ up }) => up,
    )
    await state(ours, 'Up')
    assert.deepEqual(
      downs(ours).filter((report) => endsBgp(report)),
      [],
    )
  })

  story('our session is removed: they are told', async ({ ours, theirs }) => {
    ours.remove('k')
    await eventually(
      'they are down',
      () => Promise.resolve(theirs.seen()),
      ({ up }) => !up,
    )
  })

  const severalHops = async ({ ours, theirs }: Site): Promise<void> => {
    theirs.process().kill('SIGSTOP')
    assert.equal((await state(ours, 'Down')).diagnostic, 1)
    theirs.process().kill('SIGCONT')
    await state(ours, 'Up')
  }
  story('over several hops: up, silence noticed, up again', severalHops, { ...TIMERS, multihop: true })

  if (!hasAdminDown) continue
  story('AdminDown from their side is no failure', async ({ ours, theirs }) => {
    theirs.admin?.(false)
    const down = await state(ours, 'Down')
    assert.deepEqual([down.remoteState, down.diagnostic], ['AdminDown', 3])
    theirs.admin?.(true)
    await state(ours, 'Up')
    assert.deepEqual(
      downs(ours).filter((report) => endsBgp(report)),
      [],
    )
  })
}

test(
  'our own worker enters a network namespace, with real-time priority for each of its threads',
  { skip: requires({ root: true, programs: ['ip'] }), timeout: 60_000 },
  async (t) => {
    const lab = makeLab(t, 1)
    const reports: SessionReport[] = []
    for (const host of [0, 1]) {
      const bfd = startBfd({
        onReport: (report) => reports.push(report),
        onFailed: assert.fail,
        networkNamespace: `/run/netns/${lab.namespace(host)}`,
      })
      t.after(() => bfd.close())
      const [localAddress, peerAddress] =
        host === 0 ? [RS_ADDRESS(1), DEVICE_ADDRESS(1)] : [DEVICE_ADDRESS(1), RS_ADDRESS(1)]
      const interval = { desiredMinTxInterval: ms(300), requiredMinRxInterval: ms(300) }
      bfd.configure([{ key: String(host), localAddress, peerAddress, detectMultiplier: 5, ...interval }])
    }
    const isUp = (key: string): boolean => reports.findLast((report) => report.key === key)?.state === 'Up'
    await eventually(
      'both are up',
      () => Promise.resolve([isUp('0'), isUp('1')]),
      (up) => up.every(Boolean),
    )
    const policies = workers().map(policiesOf)
    assert.equal(policies.length, 2)
    assert.ok(
      policies.flat().every((policy) => policy === SCHED_FIFO),
      JSON.stringify(policies),
    )
  },
)

const SCHED_FIFO = 1

/** Fields of a stat file of /proc from the third on: the second may hold blanks. */
const statOf = (path: string): readonly string[] => (readFileSync(path, 'utf8').split(') ')[1] ?? '').split(' ')

/** Process ids of the BFD workers that this process started. */
const workers = (): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/stat`)) return false
    return (
      statOf(`/proc/${pid}/stat`)[1] === String(process.pid) &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bfd-worker')
    )
  })

/** Scheduling policy of each thread. */
const policiesOf = (pid: string): readonly number[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => Number(statOf(`/proc/${pid}/task/${thread}/stat`)[38]))

interface Site {
  readonly lab: Lab
  readonly ours: Ours
  readonly theirs: Daemon
}

/** Both sides configured and up with each other. */
async function up(t: TestContext, start: StartDaemon, timers: Timers): Promise<Site> {
  const lab = makeLab(t, 1)
  const ours = startOurs(t, lab)
  const theirs = await start(lab, 1, timers)
  configure(ours, timers)
  await state(ours, 'Up')
  await eventually(
    'they are up',
    () => Promise.resolve(theirs.seen()),
    (seen) => seen.up,
  )
  await eventually(
    'the timers of Up are agreed',
    () => agreed(ours),
    ({ interval }) => interval === TIMERS.tx,
  )
  await eventually(
    'on both sides',
    () => Promise.resolve(theirs.seen()),
    ({ interval }) => interval === TIMERS.tx,
  )
  return { lab, ours, theirs }
}

const configure = (ours: Ours, { tx, rx, multiplier, multihop }: Timers): void =>
  ours.configure([
    {
      key: 'k',
      localAddress: RS_ADDRESS(1),
      peerAddress: DEVICE_ADDRESS(1),
      desiredMinTxInterval: ms(tx),
      requiredMinRxInterval: ms(rx),
      detectMultiplier: multiplier,
      multihop: multihop ?? false,
    },
  ])

/** Our side's negotiated values, in milliseconds. */
async function agreed(ours: Ours): Promise<{ interval: number; detectionTime: number }> {
  const [session] = (await ours.measure()).sessions
  return { interval: (session?.transmitInterval ?? 0) / 1_000, detectionTime: (session?.detectionTime ?? 0) / 1_000 }
}

type Values = Awaited<ReturnType<typeof agreed>>
const both = (ours: Ours, theirs: Daemon) => async (): Promise<readonly [Values, Values]> => [
  await agreed(ours),
  theirs.seen(),
]

const state = (ours: Ours, wanted: SessionReport['state']): Promise<SessionReport> =>
  eventually(
    `we are ${wanted}`,
    () => Promise.resolve(ours.state() as SessionReport),
    (last) => last?.state === wanted,
  )

const downs = (ours: Ours): readonly SessionReport[] =>
  ours.reports.filter(({ from, state }) => from === 'Up' && state !== 'Up')
