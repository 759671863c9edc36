// DeleteNetworkInterface, DescribeNetworkInterfaces, and an interface as answers show it. Devices are outside: an interface is
// the place of one in a subnet, whether it is attached to anything or not.

import { formatIpv4, parseIpv4 } from '../../../base/ip.ts'
import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeNetworkInterfaces,
  type deleteNetworkInterface,
  type NetworkInterface as InterfaceShape,
} from '../../../model/vpc/network-interface.ts'
import type { NetworkInterfaceAttachment } from '../../../model/vpc/shapes.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { removed, type Scope } from '../../events.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { tableOf, type Region } from '../../state.ts'
import { describeTags } from '../../tags.ts'
import type { InterfaceAttachment, NetworkInterface } from '../../vpc-resources.ts'

type DeleteRequest = Infer<typeof deleteNetworkInterface.input>
type ListRequest = Infer<typeof describeNetworkInterfaces.input>

/** Whether something answers at the interface: not when it was taken from its instance and not attached again. */
export const isActive = ({ attachment }: NetworkInterface): boolean =>
  attachment === undefined || attachment.state === 'attached' || attachment.state === 'attaching'

/** The attachment as callers see it. */
export const attachmentOf = ({ attachment }: NetworkInterface): InterfaceAttachment | undefined =>
  attachment?.state === 'detached' ? undefined : attachment

/** The interface of a route server endpoint is the service's business. */
export function refuseManaged({ id, managedBy }: NetworkInterface): void {
  if (managedBy === undefined) return
  throw errors.operationNotPermitted(
    `The network interface '${id}' is managed by the route server endpoint '${managedBy}' and cannot be changed.`,
  )
}

/** An interface that the caller may change. */
export function ownInterface(region: Region, id: string): NetworkInterface {
  const eni = find(region, 'network-interface', id)
  refuseManaged(eni)
  return eni
}

/** Routes to the interface stay and lead nowhere. */
export function decideDeleteInterface({ region }: World, request: DeleteRequest, context: Context): Decision {
  const eni = ownInterface(region, request.NetworkInterfaceId)
  if (attachmentOf(eni) !== undefined) {
    throw errors.invalidParameterValue(`Network interface '${eni.id}' is currently in use.`)
  }
  return { events: [removed(context, 'network-interface', eni.id)], response: {} }
}

export function decideListInterfaces(world: World, request: ListRequest, context: Context): Decision {
  const { items: NetworkInterfaces, ...rest } = list(world, request, context, {
    operation: describeNetworkInterfaces,
    kind: 'network-interface',
    ids: request.NetworkInterfaceIds,
    describe: (eni) => describeInterface(world.region, eni, context.scope),
  })
  return { events: [], response: { NetworkInterfaces, ...rest } }
}

export function describeInterface(region: Region, eni: NetworkInterface, scope: Scope): Infer<typeof InterfaceShape> {
  const attachment = attachmentOf(eni)
  const primary = eni.privateAddresses.find((address) => address.primary)?.address
  const subnet = tableOf(region, 'subnet').get(eni.subnetId)
  const hasNames = tableOf(region, 'vpc').get(eni.vpcId)?.enableDnsHostnames === true
  const nameOf = (address: string) => (hasNames ? { PrivateDnsName: privateName(address, scope.region) } : {})
  return {
    ...(attachment === undefined ? {} : { Attachment: describeAttachment(attachment) }),
    AvailabilityZone: eni.availabilityZone,
    Description: eni.description,
    Groups: describeGroups(region, eni.securityGroupIds),
    InterfaceType: eni.interfaceType as 'interface',
    Ipv6Addresses: eni.ipv6Addresses.map((address) => ({ Ipv6Address: address })),
    MacAddress: eni.macAddress,
    NetworkInterfaceId: eni.id,
    OwnerId: scope.account,
    ...(primary === undefined ? {} : { ...nameOf(primary), PrivateIpAddress: primary }),
    PrivateIpAddresses: eni.privateAddresses.map(({ address, primary: isPrimary }) => ({
      Primary: isPrimary,
      ...nameOf(address),
      PrivateIpAddress: address,
    })),
    Ipv4Prefixes: [],
    Ipv6Prefixes: [],
    ...(eni.requesterId === undefined ? {} : { RequesterId: eni.requesterId }),
    RequesterManaged: eni.requesterManaged,
    SourceDestCheck: eni.sourceDestCheck,
    Status: eni.status,
    SubnetId: eni.subnetId,
    TagSet: describeTags(eni.tags),
    VpcId: eni.vpcId,
    DenyAllIgwTraffic: false,
    Ipv6Native: subnet?.ipv6Native === true,
    ...(eni.ipv6Addresses[0] === undefined ? {} : { Ipv6Address: eni.ipv6Addresses[0] }),
    Operator: { Managed: false },
    ...(subnet === undefined ? {} : { AvailabilityZoneId: subnet.availabilityZoneId }),
  }
}

/** ip-10-0-0-4.ec2.internal in us-east-1, ip-10-0-0-4.REGION.compute.internal elsewhere. */
function privateName(address: string, region: string): string {
  const host = `ip-${formatIpv4(parseIpv4(address) ?? 0).replaceAll('.', '-')}`
  return region === 'us-east-1' ? `${host}.ec2.internal` : `${host}.${region}.compute.internal`
}

export const describeGroups = (region: Region, ids: readonly string[]) =>
  ids.map((GroupId) => {
    const name = tableOf(region, 'security-group').get(GroupId)?.name
    return name === undefined ? { GroupId } : { GroupId, GroupName: name }
  })

export const describeAttachment = (attachment: InterfaceAttachment): Infer<typeof NetworkInterfaceAttachment> => ({
  AttachTime: new Date(attachment.attachedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
  AttachmentId: attachment.attachmentId,
  DeleteOnTermination: attachment.deleteOnTermination,
  DeviceIndex: attachment.deviceIndex,
  NetworkCardIndex: attachment.networkCardIndex ?? 0,
  ...(attachment.instanceId === undefined ? {} : { InstanceId: attachment.instanceId }),
  InstanceOwnerId: attachment.instanceOwnerId,
  Status: attachment.state,
})
