// The default VPC of a region (VPC user guide, "Default VPCs"): 172.31.0.0/16 with a /20 in each Availability Zone and a
// way to the internet. CreateDefaultVpc, CreateDefaultSubnet.

import { formatIpv4, parsePrefix } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type { createDefaultSubnet } from '../../../model/vpc/subnet.ts'
import type { createDefaultVpc } from '../../../model/vpc/vpc.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { created, type Event } from '../../events.ts'
import { zonesOf } from '../../regions.ts'
import { recordBy, recordsBy, type Region } from '../../state.ts'
import { routeKey, type InternetGateway, type Vpc } from '../../vpc-resources.ts'
import { overlapsAny } from './blocks.ts'
import { newVpc, type NewVpc } from './new-vpc.ts'
import { defaultAclOf, describeSubnet, newSubnet } from './subnet.ts'
import { describeVpc } from './describe-vpc.ts'

type SubnetRequest = Infer<typeof createDefaultSubnet.input>
type VpcRequest = Infer<typeof createDefaultVpc.input>

const DEFAULT_BLOCK = '172.31.0.0/16'
const SUBNET_SIZE = 2 ** 12

/** The events that make the default VPC and what belongs to it. */
export const defaultVpcEvents = ({ region }: World, context: Context): readonly Event[] =>
  defaultVpc(region, context).events

function defaultVpc(region: Region, context: Context): NewVpc {
  const plan = { cidrBlock: DEFAULT_BLOCK, instanceTenancy: 'default', isDefault: true, tags: [] } as const
  const made = newVpc(region, plan, context)
  const events = [...made.events, ...defaultSubnets(made, context), ...wayToInternet(made, context)]
  return { ...made, events }
}

const defaultSubnets = ({ vpc, networkAclId }: NewVpc, context: Context): readonly Event[] =>
  zonesOf(context.scope.region).map((zone, i) => {
    const plan = { vpcId: vpc.id, networkAclId, zone, cidrBlock: nthBlock(i), isDefault: true, tags: [] }
    const subnet = newSubnet(plan, context)
    return created(context, 'subnet', subnet.id, subnet)
  })

/** 172.31.0.0/20, 172.31.16.0/20, ... */
function nthBlock(n: number): string {
  const base = parsePrefix(DEFAULT_BLOCK)?.words[0] ?? 0
  return `${formatIpv4(base + n * SUBNET_SIZE)}/20`
}

function wayToInternet({ vpc, mainTableId }: NewVpc, context: Context): readonly Event[] {
  const gateway: InternetGateway = {
    id: context.newId('internet-gateway'),
    attachment: { vpcId: vpc.id, state: 'available' },
    tags: [],
  }
  const destination = '0.0.0.0/0'
  return [
    created(context, 'internet-gateway', gateway.id, gateway),
    created(context, 'route', routeKey(mainTableId, destination), {
      routeTableId: mainTableId,
      vpcId: vpc.id,
      destination,
      target: { type: 'internet-gateway', gatewayId: gateway.id },
      origin: 'CreateRoute',
    }),
  ]
}

export function decideCreateDefaultVpc({ region }: World, _request: VpcRequest, context: Context): Decision {
  if (recordBy(region, 'defaultVpc', 'default') !== undefined) {
    throw errors.of('DefaultVpcAlreadyExists', 'A Default VPC already exists for this account in this region.')
  }
  const { vpc, events } = defaultVpc(region, context)
  return { events, response: { Vpc: describeVpc(vpc, context.scope) } }
}

export function decideCreateDefaultSubnet({ region }: World, request: SubnetRequest, context: Context): Decision {
  if (request.Ipv6Native === true) throw errors.unsupportedOperation('The default VPC has no IPv6 block.')
  const zone = zoneOf(request, context)
  const vpc = recordBy(region, 'defaultVpc', 'default')
  if (vpc === undefined) {
    throw errors.of('DefaultVpcDoesNotExist', 'No default VPC exists for this account in this region.')
  }
  const subnets = recordsBy(region, 'subnetsByVpc', vpc.id)
  const present = subnets.find((subnet) => subnet.defaultForAz && subnet.availabilityZone === zone.name)
  if (present !== undefined) {
    throw errors.of(
      'DefaultSubnetAlreadyExistsInAvailabilityZone',
      `'${present.id}' is already the default subnet in ${zone.name}.`,
    )
  }
  const networkAclId = defaultAclOf(region, vpc.id)
  const plan = { vpcId: vpc.id, networkAclId, zone, cidrBlock: freeBlock(region, vpc), isDefault: true, tags: [] }
  const subnet = newSubnet(plan, context)
  return {
    events: [created(context, 'subnet', subnet.id, subnet)],
    response: { Subnet: describeSubnet(region, subnet, context) },
  }
}

function zoneOf({ AvailabilityZone: name, AvailabilityZoneId: id }: SubnetRequest, { scope }: Context) {
  if (name === undefined && id === undefined) throw errors.missingParameter('AvailabilityZone')
  const zone = zonesOf(scope.region).find(
    (z) => (name === undefined || z.name === name) && (id === undefined || z.id === id),
  )
  if (zone !== undefined) return zone
  throw errors.invalidValue(name ?? id ?? '', 'availabilityZone', 'There is no such zone in this region.')
}

function freeBlock(region: Region, vpc: Vpc): string {
  const taken = recordsBy(region, 'subnetsByVpc', vpc.id).flatMap((subnet) => subnet.cidrBlock ?? [])
  for (let n = 0; n < 16; n++) {
    const text = nthBlock(n)
    const block = parsePrefix(text)
    if (block !== undefined && !overlapsAny(block, taken)) return text
  }
  throw errors.of('InsufficientFreeAddressesInVpc', `The default VPC '${vpc.id}' has no free /20 block.`)
}
