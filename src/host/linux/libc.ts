// The few calls of libc that Node has no name for, through koffi. Loaded when first asked for; where it cannot be loaded
// (another system, no prebuilt library) the callers go on without and say once what is missing.

import { createRequire } from 'node:module'
import { getSystemErrorName } from 'node:util'
import type * as Koffi from 'koffi'

/** Calls that take numbers and octets as they are. Each throws {@link LinuxError} when the kernel refuses. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): void
  bind(fd: number, address: Uint8Array): void
  close(fd: number): void
  setns(fd: number, kind: number): void
  /** `parameter` is a struct sched_param. */
  schedSetscheduler(thread: number, policy: number, parameter: Uint8Array): void
  /** The numeric address of octets, which must stay referenced as long as the kernel may read them. */
  addressOf(octets: Uint8Array): bigint
}

export type LoadedLibc = { readonly ok: true; readonly libc: Libc } | { readonly ok: false; readonly why: string }

/** A call that the kernel refused; `code` as Node names it (`EPERM`). */
export class LinuxError extends Error {
  override readonly name = 'LinuxError'
  readonly code: string

  constructor(call: string, errno: number) {
    const code = getSystemErrorName(-errno)
    super(`${call}: ${code}`)
    this.code = code
  }
}

let loaded: LoadedLibc | undefined

/** The same answer each time; loading is tried once per thread. */
export function loadLibc(): LoadedLibc {
  loaded ??= tryLoad()
  return loaded
}

function tryLoad(): LoadedLibc {
  if (process.platform !== 'linux') return { ok: false, why: `not on ${process.platform}` }
  try {
    return { ok: true, libc: declare(createRequire(import.meta.url)('koffi') as typeof Koffi) }
  } catch (error) {
    return { ok: false, why: `koffi: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function declare(koffi: typeof Koffi): Libc {
  const library = koffi.load(null)
  const checked = (prototype: string): ((...values: readonly unknown[]) => number) => {
    const call = library.func(prototype) as (...values: readonly unknown[]) => number
    const name = /(\w+)\(/.exec(prototype)?.[1] ?? prototype
    return (...values) => {
      const result = call(...values)
      if (result < 0) throw new LinuxError(name, koffi.errno())
      return result
    }
  }
  const socket = checked('int socket(int domain, int type, int protocol)')
  const setsockopt = checked('int setsockopt(int fd, int level, int option, void *value, uint32_t length)')
  const bind = checked('int bind(int fd, void *address, uint32_t length)')
  const close = checked('int close(int fd)')
  const setns = checked('int setns(int fd, int kind)')
  const schedSetscheduler = checked('int sched_setscheduler(int thread, int policy, void *parameter)')
  return {
    socket,
    setsockopt: (fd, level, option, value) => void setsockopt(fd, level, option, value, value.length),
    bind: (fd, address) => void bind(fd, address, address.length),
    close: (fd) => void close(fd),
    setns: (fd, kind) => void setns(fd, kind),
    schedSetscheduler: (thread, policy, parameter) => void schedSetscheduler(thread, policy, parameter),
    addressOf: (octets) => koffi.address(octets),
  }
}
