// AttachNetworkInterface and DetachNetworkInterface. There are no instances here: any well-formed instance id will do, and
// stands for a device elsewhere. A detached interface answers no more until it is attached again; routes to it lead nowhere.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type { attachNetworkInterface, detachNetworkInterface } from '../../../model/vpc/network-interface-attribute.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, type Event } from '../../events.ts'
import { find } from '../../lookup.ts'
import { recordBy, recordsBy } from '../../state.ts'
import type { InterfaceAttachment, NetworkInterface } from '../../vpc-resources.ts'
import { settlesAt } from '../route-server/settling.ts'
import { attachmentOf, ownInterface, refuseManaged } from './network-interface.ts'

type AttachRequest = Infer<typeof attachNetworkInterface.input>
type DetachRequest = Infer<typeof detachNetworkInterface.input>

export function decideAttachInterface({ region }: World, request: AttachRequest, context: Context): Decision {
  refuseEna(request)
  const eni = ownInterface(region, request.NetworkInterfaceId)
  const { InstanceId: instanceId, DeviceIndex: deviceIndex, NetworkCardIndex: networkCardIndex = 0 } = request
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(instanceId)) {
    throw errors.of('InvalidInstanceID.Malformed', `Invalid id: "${instanceId}"`)
  }
  if (attachmentOf(eni) !== undefined) {
    throw errors.of('InvalidNetworkInterface.InUse', `Interface: [${eni.id}] in use.`)
  }
  const others = recordsBy(region, 'interfacesByInstance', instanceId)
  if (others.some((other) => isAt(other, deviceIndex, networkCardIndex))) {
    throw errors.invalidParameterValue(
      `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
    )
  }
  const attachment: InterfaceAttachment = {
    attachmentId: context.newId('network-interface-attachment'),
    instanceId,
    instanceOwnerId: context.scope.account,
    deviceIndex,
    networkCardIndex,
    attachedAt: context.now,
    deleteOnTermination: false,
    state: 'attaching',
  }
  const changes = { attachment, status: 'in-use', settlesAt: settlesAt(context, 'network-interface') } as const
  return {
    events: [changed(context, 'network-interface', eni.id, changes)],
    response: { AttachmentId: attachment.attachmentId, NetworkCardIndex: networkCardIndex },
  }
}

const isAt = ({ attachment }: NetworkInterface, device: number, card: number): boolean =>
  attachment?.deviceIndex === device && (attachment.networkCardIndex ?? 0) === card

/** Settings of adapters that the devices here do not have. */
export function refuseEna(request: Readonly<Record<string, unknown>>): void {
  const name = ['EnaSrdSpecification', 'EnaQueueCount', 'DefaultEnaQueueCount'].find(
    (one) => request[one] !== undefined,
  )
  if (name !== undefined) throw errors.unsupportedOperation(`The parameter ${name} is not supported here.`)
}

export function decideDetachInterface({ region }: World, request: DetachRequest, context: Context): Decision {
  const eni = recordBy(region, 'interfacesByAttachment', request.AttachmentId)
  const attachment = eni === undefined ? undefined : attachmentOf(eni)
  if (eni === undefined || attachment === undefined) {
    throw errors.notFound('network-interface-attachment', request.AttachmentId)
  }
  refuseManaged(eni)
  if (attachment.deviceIndex === 0) {
    throw errors.operationNotPermitted(
      'The network interface at device index 0 and networkCard index 0 cannot be detached.',
    )
  }
  if (attachment.state === 'detaching') return { events: [], response: {} }
  const changes = {
    attachment: { ...attachment, state: 'detaching' },
    status: 'detaching',
    settlesAt: settlesAt(context, 'network-interface'),
  } as const
  return { events: [changed(context, 'network-interface', eni.id, changes)], response: {} }
}

/** Attaching ends in attached, detaching in detached. */
export function settleInterface({ region }: World, id: string, context: Context): readonly Event[] {
  const { attachment } = find(region, 'network-interface', id)
  if (attachment === undefined) return [changed(context, 'network-interface', id, { settlesAt: undefined })]
  const isLeaving = attachment.state === 'detaching'
  return [
    changed(context, 'network-interface', id, {
      attachment: { ...attachment, state: isLeaving ? 'detached' : 'attached' },
      status: isLeaving ? 'available' : 'in-use',
      settlesAt: undefined,
    }),
  ]
}
