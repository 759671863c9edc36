// What an account may do. EC2 API 2016-11-15, DescribeAccountAttributes.

import type { Operation, StructureShape } from '../shape.ts'
import { dryRun, enumOf, listOf, string } from '../shared-shapes.ts'

export const AccountAttributeValue = {
  type: 'structure',
  name: 'AccountAttributeValue',
  members: {
    AttributeValue: { shape: string, doc: 'The value.' },
  },
} as const satisfies StructureShape

export const AccountAttribute = {
  type: 'structure',
  name: 'AccountAttribute',
  members: {
    AttributeName: { shape: string, doc: 'Name of the attribute.' },
    AttributeValues: {
      shape: listOf(AccountAttributeValue),
      wire: 'attributeValueSet',
      doc: 'Values of the attribute.',
    },
  },
} as const satisfies StructureShape

export const describeAccountAttributes = {
  name: 'DescribeAccountAttributes',
  doc: 'Tells what the account may do.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      AttributeNames: {
        shape: listOf(enumOf('supported-platforms', 'default-vpc'), 'AccountAttributeName'),
        query: 'AttributeName',
        doc: 'Names of the attributes; all when left out.',
      },
    },
  },
  output: {
    type: 'structure',
    members: {
      AccountAttributes: { shape: listOf(AccountAttribute), wire: 'accountAttributeSet', doc: 'The attributes.' },
    },
  },
} as const satisfies Operation
