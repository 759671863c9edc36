// The program of a router process: `router-process VPC-ID [DATA-DIRECTORY]`, started by the API process, which it talks
// to over its channel and whose end is its own. Wiring only.

import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { present } from '../base/assert.ts'
import { parentChannel } from '../host/channel.ts'
import type { Channel } from '../host/channel.ts'
import { keepOnly, loadRibs } from '../host/rib-files.ts'
import { RibKeeper } from '../host/rib-keeper.ts'
import { RouterDriver } from '../host/router-driver.ts'
import { withChange } from '../router/desired-change.ts'
import type { DesiredVpc, FromRouter, ToRouter } from '../router/protocol.ts'

/** Messages that may wait in the channel before a long answer pauses. */
const WAITING_MAX = 8

function main(channel: Channel<FromRouter, ToRouter>, vpcId: string, data: string | undefined): void {
  const log = (why: string): void => void process.stderr.write(`vrs router ${vpcId}: ${why}\n`)
  const directory = data === undefined ? undefined : join(data, vpcId)
  const saved = directory === undefined ? undefined : loadRibs(directory, (file) => log(`${file} is damaged; left out`))
  const driver = new RouterDriver({
    report: (reports) => channel.send({ type: 'reports', reports }),
    canAnswer: () => channel.waiting < WAITING_MAX,
    log,
    seed: randomInt(0x1_0000_0000),
    ...(saved === undefined ? {} : { saved }),
  })
  const keeper = directory === undefined ? undefined : new RibKeeper(driver.plane.router, directory, log)
  let ending = false
  const end = async (why: string): Promise<void> => {
    if (ending) return
    ending = true
    await keeper?.stop()
    await driver.stop(why)
    channel.send({ type: 'stopped' })
    channel.close()
    // The channel is closed and nothing is left to wait for; a socket that lingers must not hold the process.
    setImmediate(() => process.exit(0))
  }
  const configure = (desired: DesiredVpc): void => {
    driver.configure(desired)
    if (directory !== undefined) keepOnly(directory, new Set(driver.plane.router.servers.keys()))
  }
  channel.onMessage((message) => {
    switch (message.type) {
      case 'desired':
        return configure(message.desired)
      case 'change':
        return configure(withChange(present(driver.plane.desired, 'a configuration'), message.change))
      case 'query':
        return driver.query(message.query, (answer, last) =>
          channel.send({ type: 'answer', id: message.id, answer, last }),
        )
      case 'stop':
        return void end(message.why)
    }
  })
  channel.onClose((why) => void end(why))
  // Ctrl-C reaches the whole group of processes: our parent decides when we end.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  channel.send({ type: 'ready' })
}

const channel = parentChannel<FromRouter, ToRouter>()
const [vpcId, data] = process.argv.slice(2)
if (channel === undefined || vpcId === undefined) {
  process.stderr.write('router-process is started by vrs serve, not by hand\n')
  process.exitCode = 2
} else main(channel, vpcId, data)
