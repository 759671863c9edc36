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

/** The settings of a server that was told nothing else. */
export function routerSettings(
  network: RouterSettings['network'],
  port: number,
  quotas: 'aws' | 'none',
): RouterSettings {
  return {
    network,
    bgp: { port, holdTimeSeconds: 15, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
    bfd: {
      desiredMinTxMicroseconds: 300_000,
      requiredMinRxMicroseconds: 300_000,
      detectMultiplier: 3,
      multihop: false,
    },
    limits:
      quotas === 'aws'
        ? { routesPerPeerMax: 100, routesPerServerMax: 100, propagatedPerTableMax: 100, mode: 'soft' }
        : { mode: 'soft' },
    logRoutes: false,
  }
}
