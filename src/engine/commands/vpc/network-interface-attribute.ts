// DescribeNetworkInterfaceAttribute, ModifyNetworkInterfaceAttribute, ResetNetworkInterfaceAttribute.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type {
  describeNetworkInterfaceAttribute,
  modifyNetworkInterfaceAttribute,
  resetNetworkInterfaceAttribute,
} from '../../../model/vpc/network-interface-attribute.ts'
import type { World } from '../../command.ts'
import type { Context, Decision, Response } from '../../decision.ts'
import { changed, type Changes } from '../../events.ts'
import { find } from '../../lookup.ts'
import type { Region } from '../../state.ts'
import type { NetworkInterface } from '../../vpc-resources.ts'
import { groupsFor } from './create-network-interface.ts'
import { refuseEna } from './network-interface-attachment.ts'
import { attachmentOf, describeAttachment, describeGroups, ownInterface } from './network-interface.ts'

type DescribeRequest = Infer<typeof describeNetworkInterfaceAttribute.input>
type ModifyRequest = Infer<typeof modifyNetworkInterfaceAttribute.input>
type ResetRequest = Infer<typeof resetNetworkInterfaceAttribute.input>
type InterfaceChanges = Changes<'network-interface'>

export function decideDescribeInterfaceAttribute({ region }: World, request: DescribeRequest): Decision {
  const eni = find(region, 'network-interface', request.NetworkInterfaceId)
  const attribute = describeAttribute(region, eni, request.Attribute)
  return { events: [], response: { NetworkInterfaceId: eni.id, ...attribute } }
}

function describeAttribute(region: Region, eni: NetworkInterface, name: DescribeRequest['Attribute']): Response {
  switch (name) {
    case 'description':
      return { Description: { Value: eni.description } }
    case 'groupSet':
      return { Groups: describeGroups(region, eni.securityGroupIds) }
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: eni.sourceDestCheck } }
    case 'attachment': {
      const attachment = attachmentOf(eni)
      return attachment === undefined ? {} : { Attachment: describeAttachment(attachment) }
    }
    case 'associatePublicIpAddress':
      return { AssociatePublicIpAddress: false }
    case undefined:
      throw errors.missingParameter('attribute')
    default:
      throw errors.invalidValue(String(name), 'attribute', 'Unknown attribute.')
  }
}

type Change = (region: Region, eni: NetworkInterface, request: ModifyRequest, context: Context) => InterfaceChanges

const unsupported =
  (name: string): Change =>
  () => {
    throw errors.unsupportedOperation(`The attribute ${name} is not supported here.`)
  }

/** What each attribute of a request changes. */
const ATTRIBUTES: { readonly [A in keyof ModifyRequest]?: Change } = {
  Description: (_region, _eni, { Description: given }) => ({ description: given?.Value ?? '' }),
  SourceDestCheck: (_region, _eni, { SourceDestCheck: given }) => ({ sourceDestCheck: given?.Value === true }),
  Groups: (region, eni, { Groups: ids }, context) => ({
    securityGroupIds: groupsFor(region, eni, ids, context),
  }),
  Attachment: (_region, eni, { Attachment: given }) => {
    refuseEna(given ?? {})
    const attachment = attachmentOf(eni)
    if (attachment === undefined || attachment.attachmentId !== given?.AttachmentId) {
      throw errors.notFound('network-interface-attachment', given?.AttachmentId ?? '')
    }
    return { attachment: { ...attachment, deleteOnTermination: given.DeleteOnTermination === true } }
  },
  EnaSrdSpecification: unsupported('enaSrdSpecification'),
  EnablePrimaryIpv6: unsupported('enablePrimaryIpv6'),
  ConnectionTrackingSpecification: unsupported('connectionTrackingSpecification'),
  AssociatePublicIpAddress: unsupported('associatePublicIpAddress'),
  AssociatedSubnetIds: unsupported('associatedSubnetIds'),
}

/** One attribute a call, as the service demands. */
export function decideModifyInterfaceAttribute({ region }: World, request: ModifyRequest, context: Context): Decision {
  const eni = ownInterface(region, request.NetworkInterfaceId)
  const given = Object.entries(ATTRIBUTES).filter(([name]) => request[name as keyof ModifyRequest] !== undefined)
  const [attribute] = given
  if (attribute === undefined) throw errors.invalidCombination('No attributes specified.')
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(', ')
    throw errors.invalidCombination(`Fields for multiple attribute types specified: ${names}`)
  }
  const changes = attribute[1](region, eni, request, context)
  return { events: [changed(context, 'network-interface', eni.id, changes)], response: {} }
}

/** The source/destination check is the only attribute that can be reset. */
export function decideResetInterfaceAttribute({ region }: World, request: ResetRequest, context: Context): Decision {
  const eni = ownInterface(region, request.NetworkInterfaceId)
  return { events: [changed(context, 'network-interface', eni.id, { sourceDestCheck: true })], response: {} }
}
