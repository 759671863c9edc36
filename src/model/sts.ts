// The one operation of the Security Token Service that EC2 clients ask on the same port. STS API 2011-06-15,
// GetCallerIdentity. STS is plain AWS Query: names in answers keep their capital.

import type { Operation } from './shape.ts'
import { string } from './shared-shapes.ts'

export const getCallerIdentity = {
  name: 'GetCallerIdentity',
  service: 'sts',
  doc: 'Tells whose credentials the request was signed with.',
  input: { type: 'structure', members: {} },
  output: {
    type: 'structure',
    members: {
      UserId: { shape: string, wire: 'UserId', doc: 'Id of the user.' },
      Account: { shape: string, wire: 'Account', doc: 'Id of the account.' },
      Arn: { shape: string, wire: 'Arn', doc: 'ARN of the user.' },
    },
  },
} as const satisfies Operation
