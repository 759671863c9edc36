// What the operator of the server decides about routers; the API has no field for any of it. Defaults are those of the
// behaviour reference: hold time 15 s, BFD 300 ms x 3, limits of 100 routes with `--quotas aws`.

import type { DesiredBfd, DesiredBgp, DesiredLimits } from '../router/protocol.ts'

export interface RouterSettings {
  readonly network: 'loopback' | 'host'
  readonly bgp: DesiredBgp
  readonly bfd: DesiredBfd
  readonly limits: DesiredLimits & { readonly propagatedPerTableMax?: number }
  /** TCP MD5 keys by peer address (RFC 2385), our extension. */
  readonly md5Keys?: Readonly<Record<string, string>>
  /** RouteStatus lines in the peer logs. */
  readonly logRoutes: boolean
}

/** What the operator may choose; the defaults are those of the behaviour reference. */
export interface RouterChoices {
  readonly holdTimeSeconds?: number
  readonly bfdIntervalMilliseconds?: number
  readonly bfdMultiplier?: number
  /** By peer address. */
  readonly md5Keys?: Readonly<Record<string, string>>
  /** Lines of the peer logs are wanted. */
  readonly peerLogs?: boolean
  /** What becomes of a peer that brings more routes than its limit. */
  readonly prefixLimitMode?: 'soft' | 'hard'
  /** RFC 5082. */
  readonly ttlSecurity?: boolean
  /** Take routes whose first AS is not the peer's: from route servers that do not put themselves into the path. */
  readonly allowForeignFirstAs?: boolean
}

/** The settings of a server. */
export function routerSettings(
  network: RouterSettings['network'],
  port: number,
  quotas: 'aws' | 'none',
  choices: RouterChoices = {},
): RouterSettings {
  const { holdTimeSeconds = 15, bfdIntervalMilliseconds = 300, bfdMultiplier = 3, md5Keys } = choices
  const { prefixLimitMode: mode = 'soft', ttlSecurity = false, allowForeignFirstAs = false } = choices
  const interval = bfdIntervalMilliseconds * 1_000
  return {
    network,
    bgp: { port, holdTimeSeconds, ttlSecurity, enforceFirstAs: !allowForeignFirstAs, restartGraceSeconds: 30 },
    bfd: {
      desiredMinTxMicroseconds: interval,
      requiredMinRxMicroseconds: interval,
      detectMultiplier: bfdMultiplier,
      multihop: false,
    },
    limits:
      quotas === 'aws'
        ? { routesPerPeerMax: 100, routesPerServerMax: 100, propagatedPerTableMax: 100, mode }
        : { mode },
    ...(md5Keys === undefined ? {} : { md5Keys }),
    logRoutes: choices.peerLogs === true,
  }
}
