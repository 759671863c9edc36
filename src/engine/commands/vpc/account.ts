// DescribeAccountAttributes.

import type { Infer } from '../../../model/shape.ts'
import type { describeAccountAttributes } from '../../../model/vpc/account.ts'
import type { World } from '../../command.ts'
import type { Decision } from '../../decision.ts'
import { recordBy } from '../../state.ts'

type AttributesRequest = Infer<typeof describeAccountAttributes.input>

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
