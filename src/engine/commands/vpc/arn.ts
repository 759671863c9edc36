// Names of resources across AWS. The API returns few of them; clients build the others.

import type { Scope } from '../../events.ts'
import { partitionOf } from '../../regions.ts'

/** The ARN of an EC2 resource. */
export const arnOf = ({ account, region }: Scope, type: string, id: string): string =>
  `arn:${partitionOf(region)}:ec2:${region}:${account}:${type}/${id}`
