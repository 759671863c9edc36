// Everything that our commands show about route servers, read by the public API alone, so that they work against AWS too.

import { ServiceFailure } from '../call/client.ts'
import type { Page } from '../call/pages.ts'
import type { Api } from './session.ts'

export interface Inventory {
  readonly servers: readonly ServerInventory[]
}

export interface ServerInventory {
  readonly server: Page
  readonly associations: readonly Page[]
  readonly propagations: readonly Page[]
  readonly endpoints: readonly Page[]
  readonly peers: readonly Page[]
}

export const text = (item: Page | undefined, key: string): string => {
  const value = item?.[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
export const inner = (item: Page | undefined, key: string, member: string): string => {
  const value = item?.[key]
  return typeof value === 'object' && value !== null ? text(value as Page, member) : ''
}
/** The value of the tag Name, in brackets; empty when there is none. */
export function nameOf(item: Page): string {
  const tags = (item['Tags'] ?? []) as readonly Page[]
  const name = tags.find((tag) => tag['Key'] === 'Name')?.['Value']
  return typeof name === 'string' && name !== '' ? ` (${name})` : ''
}

const isLive = (item: Page): boolean => item['State'] !== 'deleted'

/** All route servers, or the one with `id`, with what belongs to each. Deleted things are left out. */
export async function takeInventory(api: Api, id?: string): Promise<Inventory> {
  const [servers, endpoints, peers] = await Promise.all([
    api.list('DescribeRouteServers', id === undefined ? {} : { RouteServerIds: [id] }),
    api.list('DescribeRouteServerEndpoints'),
    api.list('DescribeRouteServerPeers'),
  ])
  const ofServer = (items: readonly Page[], server: Page): readonly Page[] =>
    items.filter((item) => isLive(item) && item['RouteServerId'] === server['RouteServerId'])
  return {
    servers: await Promise.all(
      servers.filter(isLive).map(async (server) => ({
        server,
        associations: await partsOf(api, 'GetRouteServerAssociations', 'RouteServerAssociations', server),
        propagations: await partsOf(api, 'GetRouteServerPropagations', 'RouteServerPropagations', server),
        endpoints: ofServer(endpoints, server),
        peers: ofServer(peers, server),
      })),
    ),
  }
}

/** A server that is not associated answers with an error; here that is an empty list. */
async function partsOf(api: Api, operation: string, list: string, server: Page): Promise<readonly Page[]> {
  try {
    const answer = await api.call(operation, { RouteServerId: server['RouteServerId'] })
    return (answer[list] ?? []) as readonly Page[]
  } catch (error) {
    if (error instanceof ServiceFailure) return []
    throw error
  }
}
