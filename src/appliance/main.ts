// `vrs appliance`: a small BGP and BFD device for demos, tests and benchmarks. Wiring: the device (device.ts), TCP, the BFD
// worker, the clock, and one line on standard output for every change.

import { randomInt } from 'node:crypto'
import process from 'node:process'
import { parseIpv4 } from '../base/ip.ts'
import { present } from '../base/assert.ts'
import { ms } from '../base/time.ts'
import { startBfd } from '../host/bfd-udp.ts'
import type { BfdHandle } from '../host/bfd-udp.ts'
import { BgpTcp } from '../host/bgp-tcp.ts'
import { now } from '../host/clock.ts'
import { originated } from './announcements.ts'
import type { Announcement } from './announcements.ts'
import { Device } from './device.ts'
import type { DeviceConfig, DeviceEffect } from './device.ts'
import { USAGE, parseFlags } from './flags.ts'
import type { ApplianceFlags } from './flags.ts'
import { readRoutesFile } from './routes-file.ts'

/** Octets that may wait in the socket before the device says more. */
const WAITING_MAX = 256 * 1024
const BFD_KEY = 'appliance'
const STOP_WITHIN_MS = 2_000

/** Runs until a signal ends it. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const flags = parseFlags(argv)
  if (typeof flags === 'string') {
    process.stderr.write(`vrs appliance: ${flags}\n${USAGE}\n`)
    return 2
  }
  const announcements: Announcement[] = flags.announce.length === 0 ? [] : [originated(flags.announce, flags.med)]
  if (flags.routesFile !== undefined) {
    try {
      announcements.push(...readRoutesFile(flags.routesFile, flags.med))
    } catch (error) {
      process.stderr.write(
        `vrs appliance: ${flags.routesFile}: ${error instanceof Error ? error.message : String(error)}\n`,
      )
      return 2
    }
  }
  await new Appliance(flags, announcements).run()
  return 0
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)

function deviceConfig(flags: ApplianceFlags, announcements: readonly Announcement[]): DeviceConfig {
  const local = present(parseIpv4(flags.local), 'local address')
  return {
    own: {
      asn: flags.asn,
      prepend: flags.prepend,
      nextHop4: local,
      nextHop6: flags.nextHop6 ?? [0, 0, 0xffff, local],
    },
    remoteAs: flags.remoteAsn,
    identifier: local,
    announcements,
    session: { holdTime: flags.holdTime, connectRetryTime: ms(1_000), idleHoldTime: ms(500) },
  }
}

class Appliance {
  readonly #flags: ApplianceFlags
  readonly #device: Device
  readonly #tcp: BgpTcp
  #bfd: BfdHandle | undefined
  #timer: NodeJS.Timeout | undefined
  #dialling = 0

  constructor(flags: ApplianceFlags, announcements: readonly Announcement[]) {
    this.#flags = flags
    this.#device = new Device(deviceConfig(flags, announcements), randomInt(0x1_0000_0000))
    const device = this.#device
    this.#tcp = new BgpTcp({
      listening: () => {},
      listenFailed: () => {},
      dropped: () => {},
      opened: (id) => {
        this.#dialling = 0
        this.#does(() => device.opened(id, now()))
      },
      received: (id, bytes) => this.#does(() => device.received(id, bytes, now())),
      sent: (id) => this.#does(() => device.sent(id, now())),
      closed: (id, why) => {
        if (id !== this.#dialling) return this.#does(() => device.closed(id, why, now()))
        this.#dialling = 0
        return this.#does(() => device.dialFailed(why, now()))
      },
    })
  }

  async run(): Promise<void> {
    if (this.#flags.bfd) this.#startBfd()
    this.#does(() => this.#device.start(now()))
    const signal = await new Promise<string>((resolve) => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name))
    })
    await this.#stop(signal)
  }

  #startBfd(): void {
    this.#bfd = startBfd({
      inThread: true,
      onReport: (report) => this.#does(() => this.#device.bfd(report, now())),
      onNotice: (level, why) => print(`bfd ${level}: ${why}`),
      onUnable: (_key, why) => print(`bfd cannot run: ${why}`),
      onFailed: (why) => print(`bfd failed: ${why}`),
    })
    const interval = ms(this.#flags.bfdInterval)
    const [localAddress, peerAddress] = [this.#flags.local, this.#flags.connect.address]
    const intervals = { desiredMinTxInterval: interval, requiredMinRxInterval: interval, detectMultiplier: 3 }
    this.#bfd.configure([{ key: BFD_KEY, localAddress, peerAddress, ...intervals }])
  }

  async #stop(signal: string): Promise<void> {
    this.#bfd?.setAdmin(BFD_KEY, false)
    this.#does(() => this.#device.stop(`appliance stopped by ${signal}`, now()))
    clearTimeout(this.#timer)
    const until = now() + STOP_WITHIN_MS * 1_000
    while (this.#tcp.connections > 0 && now() < until) await new Promise((resolve) => setTimeout(resolve, 5))
    await this.#bfd?.close()
  }

  #does(input: () => void): void {
    input()
    const { connection } = this.#device
    if (connection !== undefined && this.#tcp.waiting(connection) < WAITING_MAX) this.#device.say(WAITING_MAX)
    for (const effect of this.#device.takeEffects()) this.#perform(effect)
    clearTimeout(this.#timer)
    const deadline = this.#device.nextDeadline
    if (deadline === undefined) return
    // The timer only wakes us: sockets are read before the deadline is judged.
    const wait = Math.max(0, Math.ceil((deadline - now()) / 1_000))
    this.#timer = setTimeout(() => setImmediate(() => this.#does(() => this.#device.clock(now()))), wait)
  }

  /** The attempt that is under way is of no use any more. */
  #giveUp(): void {
    const dialling = this.#dialling
    this.#dialling = 0
    this.#tcp.close(dialling)
  }

  #perform(effect: DeviceEffect): void {
    switch (effect.type) {
      case 'connect': {
        this.#giveUp()
        const { address, port } = this.#flags.connect
        const { local: localAddress, md5Key } = this.#flags
        const key = md5Key === undefined ? {} : { md5Key }
        this.#dialling = this.#tcp.connect('peer', { address, port, localAddress, ...key })
        return undefined
      }
      case 'send':
        return this.#tcp.send(effect.connection, effect.bytes)
      case 'close':
        return this.#tcp.close(effect.connection)
      case 'line':
        return print(effect.text)
    }
  }
}
