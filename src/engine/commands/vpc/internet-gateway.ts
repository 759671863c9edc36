// CreateInternetGateway, DeleteInternetGateway, DescribeInternetGateways, AttachInternetGateway, DetachInternetGateway.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeInternetGateways,
  type attachInternetGateway,
  type createInternetGateway,
  type deleteInternetGateway,
  type detachInternetGateway,
  type InternetGateway as GatewayShape,
} from '../../../model/vpc/internet-gateway.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed, created, removed, type Scope } from '../../events.ts'
import { list } from '../../list.ts'
import { find } from '../../lookup.ts'
import { withinQuota } from '../../quotas.ts'
import { countBy, recordsBy, tableOf } from '../../state.ts'
import { describeTags, tagsOnCreation } from '../../tags.ts'
import type { InternetGateway } from '../../vpc-resources.ts'

type CreateRequest = Infer<typeof createInternetGateway.input>
type DeleteRequest = Infer<typeof deleteInternetGateway.input>
type ListRequest = Infer<typeof describeInternetGateways.input>
type AttachRequest = Infer<typeof attachInternetGateway.input>
type DetachRequest = Infer<typeof detachInternetGateway.input>

export function decideCreateGateway({ region }: World, request: CreateRequest, context: Context): Decision {
  const tags = tagsOnCreation(request.TagSpecifications, 'internet-gateway')
  const count = tableOf(region, 'internet-gateway').size
  const { internetGatewaysPerRegionMax } = context.settings.quotas
  withinQuota(count, internetGatewaysPerRegionMax, 'InternetGatewayLimitExceeded', 'internet gateways')
  const gateway: InternetGateway = { id: context.newId('internet-gateway'), tags }
  return {
    events: [created(context, 'internet-gateway', gateway.id, gateway)],
    response: { InternetGateway: describeGateway(gateway, context.scope) },
  }
}

/** Routes to the gateway stay and lead nowhere; its association with a route table goes. */
export function decideDeleteGateway({ region }: World, request: DeleteRequest, context: Context): Decision {
  const { id, attachment } = find(region, 'internet-gateway', request.InternetGatewayId)
  if (attachment !== undefined) {
    throw errors.dependencyViolation(`The internetGateway '${id}' has dependencies and cannot be deleted.`)
  }
  const associations = recordsBy(region, 'tableAssociationsByUser', id)
  const events = associations.map((association) => removed(context, 'route-table-association', association.id))
  return { events: [...events, removed(context, 'internet-gateway', id)], response: {} }
}

/** Attached is called `available` for internet gateways. */
export function decideAttachGateway({ region }: World, request: AttachRequest, context: Context): Decision {
  const gateway = find(region, 'internet-gateway', request.InternetGatewayId)
  const vpc = find(region, 'vpc', request.VpcId)
  if (gateway.attachment !== undefined) {
    throw errors.of(
      'Resource.AlreadyAssociated',
      `resource ${gateway.id} is already attached to network ${gateway.attachment.vpcId}`,
    )
  }
  if (countBy(region, 'gatewaysByVpc', vpc.id) > 0) {
    throw errors.invalidParameterValue(`Network ${vpc.id} already has an internet gateway attached`)
  }
  const attachment = { vpcId: vpc.id, state: 'available' } as const
  return { events: [changed(context, 'internet-gateway', gateway.id, { attachment })], response: {} }
}

export function decideDetachGateway({ region }: World, request: DetachRequest, context: Context): Decision {
  const gateway = find(region, 'internet-gateway', request.InternetGatewayId)
  if (gateway.attachment?.vpcId !== request.VpcId) {
    throw errors.of('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${request.VpcId}`)
  }
  return { events: [changed(context, 'internet-gateway', gateway.id, { attachment: undefined })], response: {} }
}

export function decideListGateways(world: World, request: ListRequest, context: Context): Decision {
  const { items: InternetGateways, ...rest } = list(world, request, context, {
    operation: describeInternetGateways,
    kind: 'internet-gateway',
    ids: request.InternetGatewayIds,
    describe: (gateway) => describeGateway(gateway, context.scope),
  })
  return { events: [], response: { InternetGateways, ...rest } }
}

const describeGateway = ({ id, attachment, tags }: InternetGateway, scope: Scope): Infer<typeof GatewayShape> => ({
  // The API's enum knows attached, but the service says available.
  Attachments: attachment === undefined ? [] : [{ State: attachment.state as 'attached', VpcId: attachment.vpcId }],
  InternetGatewayId: id,
  OwnerId: scope.account,
  Tags: describeTags(tags),
})
