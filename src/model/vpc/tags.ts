// Tags on resources of every kind. EC2 API 2016-11-15, CreateTags and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  ResourceType,
  dryRun,
  filters,
  integer,
  listOf,
  nextToken,
  nextTokenOut,
  pagedBy,
  string,
  tags,
} from '../shared-shapes.ts'

export const createTags = {
  name: 'CreateTags',
  doc: 'Adds tags to resources, or changes their values.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      Resources: {
        shape: listOf(string, 'TaggableResourceId'),
        required: true,
        query: 'ResourceId',
        doc: 'Ids of the resources.',
      },
      Tags: { shape: tags, required: true, query: 'Tag', doc: 'Tags to set.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const deleteTags = {
  name: 'DeleteTags',
  doc: 'Removes tags from resources.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      Resources: {
        shape: listOf(string, 'TaggableResourceId'),
        required: true,
        query: 'ResourceId',
        doc: 'Ids of the resources.',
      },
      Tags: { shape: tags, query: 'Tag', doc: 'Tags to remove: with a value, only if it is equal; all when left out.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const TagDescription = {
  type: 'structure',
  name: 'TagDescription',
  members: {
    Key: { shape: string, doc: 'Key of the tag.' },
    ResourceId: { shape: string, doc: 'Id of the resource.' },
    ResourceType: { shape: ResourceType, doc: 'Kind of the resource.' },
    Value: { shape: string, doc: 'Value of the tag.' },
  },
} as const satisfies StructureShape

export const describeTags = {
  name: 'DescribeTags',
  doc: 'Lists tags of all kinds of resources.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      Filters: filters,
      MaxResults: { shape: integer, doc: 'Most items to return in one answer; the rest is fetched with NextToken.' },
      NextToken: nextToken,
    },
  },
  output: {
    type: 'structure',
    members: {
      NextToken: nextTokenOut,
      Tags: { shape: listOf(TagDescription), wire: 'tagSet', doc: 'The tags.' },
    },
  },
  paginate: pagedBy('Tags'),
  maxResults: { min: 5, max: 1000 },
  filters: {
    over: 'Tags',
    by: [
      { names: ['key'], path: ['Key'] },
      { names: ['resource-id'], path: ['ResourceId'] },
      { names: ['resource-type'], path: ['ResourceType'] },
      { names: ['value'], path: ['Value'] },
    ],
  },
} as const satisfies Operation
