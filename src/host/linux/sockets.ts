// Sockets with options that Node cannot set: made here, then handed to Node by their descriptor (`server.listen({ fd })`,
// `new net.Socket({ fd })`, `dgram.bind({ fd })`). TTL security: RFC 5082, RFC 5881 section 5. MD5: RFC 2385.

import { closeSync, openSync, readdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { endianness } from 'node:os'
import { assert } from '../../base/assert.ts'
import { parseAddress, type Address } from '../../base/ip.ts'
import { loadLibc, type Libc } from './libc.ts'

const AF_INET = 2
const AF_INET6 = 10
const SOCK_STREAM = 1
const SOCK_DGRAM = 2
const SOCK_NONBLOCK = 0o4000
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SO_REUSEADDR = 2
const SO_RCVBUF = 8
const SO_RCVBUFFORCE = 33
const SO_ATTACH_FILTER = 26
const IPPROTO_IP = 0
const IP_TOS = 1
const IP_TTL = 2
const IP_MINTTL = 21
const IPPROTO_IPV6 = 41
const IPV6_UNICAST_HOPS = 16
const IPV6_V6ONLY = 26
const IPV6_MINHOPCOUNT = 73
const IPPROTO_TCP = 6
const TCP_MD5SIG = 14
const CLONE_NEWNET = 0x40000000
const SCHED_FIFO = 1
/** DSCP CS6, network control. */
const TOS_CONTROL = 0xc0

const LITTLE = endianness() === 'LE'

/** An octet string that the kernel reads as an int of this machine. */
const int = (value: number): Uint8Array => {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setInt32(0, value, LITTLE)
  return octets
}

/** struct sockaddr_in or sockaddr_in6. */
function sockaddr(address: Address, port: number): Uint8Array {
  const octets = new Uint8Array(address.family === 4 ? 16 : 28)
  const view = new DataView(octets.buffer)
  view.setUint16(0, address.family === 4 ? AF_INET : AF_INET6, LITTLE)
  view.setUint16(2, port)
  for (const [i, word] of address.words.entries()) view.setUint32((address.family === 4 ? 4 : 8) + i * 4, word)
  return octets
}

/** An address that our own configuration names; it was checked when it was configured. */
function addressOf(text: string): Address {
  const address = parseAddress(text)
  assert(address !== undefined, `not an address: ${text}`)
  return address
}

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, k: number]

/** Offsets from the start of the network header, as the kernel's filter machine writes them. */
const NETWORK_HEADER = -0x100000
const DROP_ALL: readonly Instruction[] = [[0x06, 0, 0, 0]]
/** Passes what came with a TTL (hop limit) of 255 and drops the rest. IP_MINTTL does nothing on UDP. */
const ttl255 = (family: 4 | 6): readonly Instruction[] => [
  [0x30, 0, 0, NETWORK_HEADER + (family === 4 ? 8 : 7)],
  [0x15, 0, 1, 255],
  [0x06, 0, 0, 0xffff],
  [0x06, 0, 0, 0],
]

function attachFilter(libc: Libc, fd: number, program: readonly Instruction[]): void {
  const code = new Uint8Array(program.length * 8)
  const view = new DataView(code.buffer)
  for (const [i, [op, jumpTrue, jumpFalse, k]] of program.entries()) {
    view.setUint16(i * 8, op, LITTLE)
    view.setUint8(i * 8 + 2, jumpTrue)
    view.setUint8(i * 8 + 3, jumpFalse)
    view.setInt32(i * 8 + 4, k | 0, LITTLE)
  }
  const head = new Uint8Array(16)
  const headView = new DataView(head.buffer)
  headView.setUint16(0, program.length, LITTLE)
  headView.setBigUint64(8, libc.addressOf(code), LITTLE)
  libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, head)
}

/** Makes a socket and lets `prepare` set it up; nothing stays open when that fails. */
function opened(libc: Libc, family: 4 | 6, type: number, prepare: (fd: number) => void): number {
  const fd = libc.socket(family === 4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)
  try {
    prepare(fd)
    return fd
  } catch (error) {
    libc.close(fd)
    throw error
  }
}

export interface UdpReceiverOptions {
  readonly address: string
  readonly port: number
  /** Drop in the kernel what did not come with TTL 255. */
  readonly ttl255: boolean
  /** Octets of queue wanted; the kernel may give less to a process without rights. */
  readonly receiveBuffer: number
}

/** Descriptor of a bound UDP socket that receives. Throws LinuxError, as all below do. */
export function openUdpReceiver(libc: Libc, options: UdpReceiverOptions): number {
  const address = addressOf(options.address)
  return opened(libc, address.family, SOCK_DGRAM, (fd) => {
    // The filter comes before the port: no datagram may slip in between.
    if (options.ttl255) attachFilter(libc, fd, ttl255(address.family))
    growReceiveBuffer(libc, fd, options.receiveBuffer)
    libc.bind(fd, sockaddr(address, options.port))
  })
}

function growReceiveBuffer(libc: Libc, fd: number, octets: number): void {
  try {
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int(octets))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int(octets))
  }
}

/** Descriptor of a bound UDP socket that only sends, with TTL 255: whatever is sent to its port is dropped unread. */
export function openUdpSender(libc: Libc, from: { readonly address: string; readonly port: number }): number {
  const address = addressOf(from.address)
  return opened(libc, address.family, SOCK_DGRAM, (fd) => {
    attachFilter(libc, fd, DROP_ALL)
    setHops(libc, fd, address.family, 255)
    if (address.family === 4) libc.setsockopt(fd, IPPROTO_IP, IP_TOS, int(TOS_CONTROL))
    libc.bind(fd, sockaddr(address, from.port))
  })
}

const setHops = (libc: Libc, fd: number, family: 4 | 6, hops: number): void =>
  family === 4
    ? libc.setsockopt(fd, IPPROTO_IP, IP_TTL, int(hops))
    : libc.setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, int(hops))

/** A key that segments to and from `peer` must be signed with (RFC 2385). */
export interface Md5Key {
  readonly peer: string
  readonly key: string
}

export interface TcpOptions {
  readonly address: string
  /** 0: any. */
  readonly port: number
  /** TTL of what is sent; accepted sockets inherit it. 255 is needed by peers that check it and harms no other. */
  readonly ttl: number
  /** RFC 5082: refuse segments with less; 255 for a peer on the same link. */
  readonly minTtl?: number
  readonly md5?: readonly Md5Key[]
}

/** Descriptor of a bound TCP socket: for `server.listen({ fd })`, or for a connection that `net.Socket` then makes. */
export function openTcp(libc: Libc, options: TcpOptions): number {
  const address = addressOf(options.address)
  const { family } = address
  return opened(libc, family, SOCK_STREAM, (fd) => {
    // Without it a restart cannot listen for a minute while old connections linger.
    libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, int(1))
    if (family === 6) libc.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, int(1))
    else libc.setsockopt(fd, IPPROTO_IP, IP_TOS, int(TOS_CONTROL))
    setHops(libc, fd, family, options.ttl)
    if (options.minTtl !== undefined) setMinTtl(libc, fd, family, options.minTtl)
    for (const key of options.md5 ?? []) setMd5Key(libc, fd, key)
    libc.bind(fd, sockaddr(address, options.port))
  })
}

/** RFC 5082 on a TCP socket; on a listener it holds for what is accepted later. */
const setMinTtl = (libc: Libc, fd: number, family: 4 | 6, minTtl: number): void =>
  family === 4
    ? libc.setsockopt(fd, IPPROTO_IP, IP_MINTTL, int(minTtl))
    : libc.setsockopt(fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, int(minTtl))

/** Sets, or with an empty key removes, the key for one peer. On a listener before the peer connects. */
export function setMd5Key(libc: Libc, fd: number, { peer, key }: Md5Key): void {
  const octets = new TextEncoder().encode(key)
  assert(octets.length <= 80, 'an MD5 key has at most 80 octets')
  const struct = new Uint8Array(216)
  struct.set(sockaddr(addressOf(peer), 0))
  new DataView(struct.buffer).setUint16(130, octets.length, LITTLE)
  struct.set(octets, 136)
  libc.setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, struct)
}

/** Moves the calling thread, and nothing else, into the network namespace at `path`. */
export function enterNetworkNamespace(libc: Libc, path: string): void {
  const fd = openSync(path, 'r')
  try {
    libc.setns(fd, CLONE_NEWNET)
  } finally {
    closeSync(fd)
  }
}

/** Whether a right was taken, or why not. */
export type Taken = { readonly ok: true } | { readonly ok: false; readonly why: string }

/**
 * Gives all threads of this process real-time priority (SCHED_FIFO); later ones inherit it. All, because a thread that
 * must not wait would still wait for the others that collect its garbage.
 */
export function takeRealTimePriority(priority: number): Taken {
  if (process.platform !== 'linux') return { ok: false, why: `not on ${process.platform}` }
  const loaded = loadLibc()
  if (!loaded.ok) return chrt(priority)
  try {
    for (const thread of readdirSync('/proc/self/task')) {
      loaded.libc.schedSetscheduler(Number(thread), SCHED_FIFO, int(priority))
    }
    return { ok: true }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** The same through util-linux, which every distribution has. */
function chrt(priority: number): Taken {
  const { status, stderr, error } = spawnSync('chrt', ['-a', '-f', '-p', String(priority), String(process.pid)], {
    encoding: 'utf8',
  })
  return status === 0 ? { ok: true } : { ok: false, why: error?.message ?? stderr.trim() }
}
