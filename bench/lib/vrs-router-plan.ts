// What the router of vrs is to be in bench/bfd-detection.ts: peers with BFD that never speak BGP, and a device that brings routes.

import type { DesiredPeer, DesiredVpc } from '../../src/router/protocol.ts'

/** Where a session runs: our address and the peer's. */
export interface BfdPair {
  readonly local: string
  readonly peer: string
}

export interface VrsRouterPlan {
  readonly sessions: readonly BfdPair[]
  /** Milliseconds. */
  readonly interval: number
  readonly load: BfdPair | undefined
}

const SERVER = 'rs-1'

/** A VPC on the addresses of the namespace, an endpoint for each address with BFD and one for the device with the routes. */
export function desired({ sessions, interval, load }: VrsRouterPlan): DesiredVpc {
  const peer = (address: string, i: number, to: Pick<DesiredPeer, 'endpointId' | 'liveness'>): DesiredPeer => ({
    peerId: `rsp-${to.endpointId}-${i}`,
    routeServerId: SERVER,
    hostAddress: address,
    address,
    asn: 65001,
    ...to,
  })
  const all = load === undefined ? sessions : [...sessions, load]
  const endpoints = [...new Set(all.map(({ local }) => local))]
  const peers = all.map((one, i) => {
    const endpointId = `rse-${endpoints.indexOf(one.local)}`
    return peer(one.peer, i, { endpointId, liveness: one === load ? 'bgp-keepalive' : 'bfd' })
  })
  return {
    vpcId: 'vpc-1',
    cidrs: ['10.0.0.0/8'],
    addressForms: [],
    subnets: [{ subnetId: 'subnet-1', cidrs: ['10.0.0.0/8'], routeTableId: 'rtb-1' }],
    gateways: [],
    interfaces: (load === undefined ? [] : [load.peer]).map((address) => ({
      eniId: 'eni-1',
      subnetId: 'subnet-1',
      addresses: [address],
      active: true,
      sourceDestCheck: false,
      endpoint: false,
    })),
    routeServers: [
      {
        routeServerId: SERVER,
        asn: 65000,
        persist: { enabled: false, durationSeconds: 60, resetGeneration: 0 },
        limits: { mode: 'soft' },
      },
    ],
    endpoints: endpoints.map((address, i) => ({
      endpointId: `rse-${i}`,
      routeServerId: SERVER,
      hostAddress: address,
      address,
    })),
    peers,
    tables: [{ routeTableId: 'rtb-1', kind: 'subnet', statics: [] }],
    propagations: [{ routeServerId: SERVER, routeTableId: 'rtb-1' }],
    bgp: { port: 179, holdTimeSeconds: 240, ttlSecurity: false, enforceFirstAs: true, restartGraceSeconds: 30 },
    bfd: {
      desiredMinTxMicroseconds: interval * 1_000,
      requiredMinRxMicroseconds: interval * 1_000,
      detectMultiplier: 3,
      multihop: false,
    },
    logRoutes: false,
  }
}
