// Ids of resources that a server has, for completion and the prompt. A server that is ours or was named is asked; AWS
// is not, for a key press must not become a call to an account.

import type { Page } from '../call/pages.ts'
import { configuredEndpoint } from '../config/endpoint.ts'
import { isRunningServer } from '../../host/running-servers.ts'
import { parseWords } from '../arguments/parser.ts'
import { GLOBAL_OPTIONS } from '../arguments/globals.ts'
import { resolveGlobals } from '../globals.ts'
import { Settings } from '../config/settings.ts'
import type { World } from '../world.ts'
import { nameOf, text } from './inventory.ts'
import { LOCAL_SERVER, openApi, type OwnCall } from './session.ts'

interface Listing {
  readonly operation: string
  readonly id: string
  readonly state: string
}

const LISTINGS: Readonly<Record<string, Listing>> = {
  rs: { operation: 'DescribeRouteServers', id: 'RouteServerId', state: 'State' },
  rse: { operation: 'DescribeRouteServerEndpoints', id: 'RouteServerEndpointId', state: 'EniAddress' },
  rsp: { operation: 'DescribeRouteServerPeers', id: 'RouteServerPeerId', state: 'PeerAddress' },
  vpc: { operation: 'DescribeVpcs', id: 'VpcId', state: 'CidrBlock' },
  subnet: { operation: 'DescribeSubnets', id: 'SubnetId', state: 'CidrBlock' },
  rtb: { operation: 'DescribeRouteTables', id: 'RouteTableId', state: 'VpcId' },
  igw: { operation: 'DescribeInternetGateways', id: 'InternetGatewayId', state: '' },
  eni: { operation: 'DescribeNetworkInterfaces', id: 'NetworkInterfaceId', state: 'PrivateIpAddress' },
  sg: { operation: 'DescribeSecurityGroups', id: 'GroupId', state: 'GroupName' },
  acl: { operation: 'DescribeNetworkAcls', id: 'NetworkAclId', state: 'VpcId' },
  dopt: { operation: 'DescribeDhcpOptions', id: 'DhcpOptionsId', state: '' },
}
const PATIENCE = 1500

export interface ResourceId {
  readonly value: string
  readonly about: string
}

/** Ids with one of `prefixes`; `words` are those of the command so far, for --endpoint-url and the like. */
export async function resourceIds(
  prefixes: readonly string[],
  words: readonly string[],
  world: World,
): Promise<readonly ResourceId[]> {
  try {
    const call = await quietCall(words, world)
    if (call === undefined) return []
    const api = await openApi(call)
    const lists = await Promise.all(
      prefixes.map(async (prefix) => {
        const listing = LISTINGS[prefix]
        return listing === undefined ? [] : (await api.list(listing.operation)).map((item) => idOf(item, listing))
      }),
    )
    return lists.flat()
  } catch {
    // A server that is away has no ids; the command itself will say what is wrong.
    return []
  }
}

const idOf = (item: Page, { id, state }: Listing): ResourceId => ({
  value: text(item, id),
  about: `${text(item, state)}${nameOf(item)}`.trim(),
})

/** The surroundings of a call that gives up early; undefined when only AWS could answer. */
async function quietCall(words: readonly string[], world: World): Promise<OwnCall | undefined> {
  const { values } = parseWords({ options: GLOBAL_OPTIONS }, words)
  const globals = await resolveGlobals(values)
  const settings = new Settings({ ...world, env: { ...world.env, AWS_MAX_ATTEMPTS: '1' } }, globals.profile)
  const named = globals.endpointUrl ?? configuredEndpoint(settings, 'ec2')
  if (named === undefined && !isRunningServer(new URL(LOCAL_SERVER).host)) return undefined
  return {
    words: [],
    values,
    settings,
    world,
    globals: { ...globals, connectTimeout: PATIENCE, readTimeout: PATIENCE },
  }
}
