// DescribeAccountAttributes, and GetCallerIdentity of STS.

import type { getCallerIdentity } from '../../../model/sts.ts'
import type { Infer } from '../../../model/shape.ts'
import type { describeAccountAttributes } from '../../../model/vpc/account.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { partitionOf } from '../../regions.ts'
import { recordBy } from '../../state.ts'

type AttributesRequest = Infer<typeof describeAccountAttributes.input>
type IdentityRequest = Infer<typeof getCallerIdentity.input>

/** Limits that old clients ask for; `supported-platforms` tells them that there is nothing but VPCs. */
export function decideListAccountAttributes({ region }: World, request: AttributesRequest): Decision {
  const attributes = {
    'vpc-max-security-groups-per-interface': '5',
    'max-instances': '20',
    'supported-platforms': 'VPC',
    'default-vpc': recordBy(region, 'defaultVpc', 'default')?.id ?? 'none',
    'max-elastic-ips': '5',
    'vpc-max-elastic-ips': '5',
  }
  const { AttributeNames: names = [] } = request
  const AccountAttributes = Object.entries(attributes)
    .filter(([name]) => names.length === 0 || (names as readonly string[]).includes(name))
    .map(([name, value]) => ({ AttributeName: name, AttributeValues: [{ AttributeValue: value }] }))
  return { events: [], response: { AccountAttributes } }
}

/** Without access keys every caller is the owner of the account. */
export function decideGetCallerIdentity(_world: World, _request: IdentityRequest, context: Context): Decision {
  const { account, region } = context.scope
  const { userId = account, arn = `arn:${partitionOf(region)}:iam::${account}:root` } = context.caller ?? {}
  return { events: [], response: { UserId: userId, Account: account, Arn: arn } }
}
