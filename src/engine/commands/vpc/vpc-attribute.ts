// DescribeVpcAttribute, ModifyVpcAttribute, ModifyVpcTenancy.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import type { describeVpcAttribute, modifyVpcAttribute, modifyVpcTenancy } from '../../../model/vpc/vpc.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { changed } from '../../events.ts'
import { find } from '../../lookup.ts'

type DescribeRequest = Infer<typeof describeVpcAttribute.input>
type ModifyRequest = Infer<typeof modifyVpcAttribute.input>
type TenancyRequest = Infer<typeof modifyVpcTenancy.input>

/** Names of the attributes on the wire and ours. */
const ATTRIBUTES = [
  ['EnableDnsSupport', 'enableDnsSupport'],
  ['EnableDnsHostnames', 'enableDnsHostnames'],
  ['EnableNetworkAddressUsageMetrics', 'enableNetworkAddressUsageMetrics'],
] as const

export function decideDescribeVpcAttribute({ region }: World, request: DescribeRequest): Decision {
  const vpc = find(region, 'vpc', request.VpcId)
  const [wire, ours] = ATTRIBUTES.find(([, name]) => name === request.Attribute) ?? ATTRIBUTES[0]
  return { events: [], response: { VpcId: vpc.id, [wire]: { Value: vpc[ours] } } }
}

/** One attribute a call, as the service demands. */
export function decideModifyVpcAttribute({ region }: World, request: ModifyRequest, context: Context): Decision {
  const vpc = find(region, 'vpc', request.VpcId)
  const given = ATTRIBUTES.filter(([wire]) => request[wire]?.Value !== undefined)
  const [attribute] = given
  if (attribute === undefined) throw errors.invalidCombination('No attributes specified.')
  if (given.length > 1) {
    const names = given.map(([, name]) => name).join(', ')
    throw errors.invalidCombination(`Fields for multiple attribute types specified: ${names}`)
  }
  const [wire, ours] = attribute
  const events = [changed(context, 'vpc', vpc.id, { [ours]: request[wire]?.Value === true })]
  return { events, response: {} }
}

/** Tenancy can only be relaxed. */
export function decideModifyVpcTenancy({ region }: World, request: TenancyRequest, context: Context): Decision {
  const vpc = find(region, 'vpc', request.VpcId)
  if ((request.InstanceTenancy as string) !== 'default') {
    throw errors.of('UnsupportedTenancy', `The tenancy value ${request.InstanceTenancy} is not supported.`)
  }
  return { events: [changed(context, 'vpc', vpc.id, { instanceTenancy: 'default' })], response: { ReturnValue: true } }
}
