// The addresses of this host (or of the network namespace that the process runs in).

import { networkInterfaces } from 'node:os'

/** The IPv4 addresses of the interfaces that are up, loopback ones last. */
export function localIpv4Addresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const v4 = all.filter((one) => one.family === 'IPv4')
  return [...v4.filter((one) => !one.internal), ...v4.filter((one) => one.internal)].map((one) => one.address)
}
