// BIRD as a receiver.

import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ASN, FEW, freePort, startDaemon, sumOf, temporaryFolder, type PeerPlan, type Receiver } from '../receiver.ts'

/** Asks BIRD's control socket one thing and returns the answer. */
export function askBird(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const link = connect(socket)
    let text = ''
    link.setEncoding('utf8')
    link.on('error', reject)
    link.on('connect', () => link.write(`${command}\n`))
    link.on('data', (part: string) => {
      text += part
      // The greeting is one line with 0001, the answer ends with a line of code 0000, 0013, 0014 or an error.
      if (/\n(0014|0000|0013|8\d{3}|9\d{3})[ -][^\n]*\n$/.test(text.slice(-500))) {
        link.destroy()
        resolve(text)
      }
    })
  })
}

/** BIRD as a passive receiver; `multihop` is what makes it accept loopback neighbours. */
export async function startBird(peers: readonly PeerPlan[]): Promise<Receiver> {
  const folder = temporaryFolder('bird')
  const address = '127.90.0.1'
  const port = await freePort(address)
  const channel = '{ import all; export none; }'
  const protocols = peers.map(
    (peer, i) => `protocol bgp p${i} { local ${address} port ${port} as ${ASN}; neighbor ${peer.address} as ${peer.asn};
  multihop; passive yes; strict bind yes; hold time 240; ipv4 ${channel}; ipv6 ${channel}; }`,
  )
  const config = ['router id 127.90.0.1;', 'protocol device {}', ...protocols].join('\n')
  writeFileSync(join(folder, 'bird.conf'), `${config}\n`)
  const control = join(folder, 'bird.ctl')
  const args = ['-f', '-c', join(folder, 'bird.conf'), '-s', control, '-P', join(folder, 'bird.pid')]
  const daemon = await startDaemon(['bird', ...args], folder, () => askBird(control, 'show status'))
  const questions = peers.length > FEW ? byTable(control) : byChannel(control)
  return { name: 'BIRD', address, port, control, ...questions, pids: () => [daemon.child.pid ?? 0], stop: daemon.stop }
}

type Questions = Pick<Receiver, 'count' | 'paths'>

/** The counters of the channels: cost it nothing, but the answer grows with the peers (2,000: 8 ms of its time). */
function byChannel(control: string): Questions {
  const counted = async (pattern: RegExp): Promise<number> =>
    sumOf(await askBird(control, 'show protocols all'), pattern)
  return { count: () => counted(/(\d+) preferred/g), paths: () => counted(/(\d+) imported/g) }
}

/** It walks its tables: 0.2 to 0.5 s of its time for a million routes, a few milliseconds for 50,000. */
function byTable(control: string): Questions {
  const counted = async (pattern: RegExp): Promise<number> => sumOf(await askBird(control, 'show route count'), pattern)
  return {
    count: () => counted(/for (\d+) networks in table/g),
    paths: () => counted(/(\d+) of \d+ routes for \d+ networks in table/g),
  }
}
