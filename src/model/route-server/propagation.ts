// Propagation of a route server's routes into route tables. EC2 API 2016-11-15, EnableRouteServerPropagation and
// its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import { dryRun, enumOf, idOf, listOf, looseIdOf, string } from '../shared-shapes.ts'

export const RouteServerPropagation = {
  type: 'structure',
  name: 'RouteServerPropagation',
  members: {
    RouteServerId: { shape: string, doc: 'Id of the route server.' },
    RouteTableId: { shape: string, doc: 'Id of the route table.' },
    State: {
      shape: enumOf('pending', 'available', 'deleting'),
      doc: 'Where the propagation is in its life; it disappears when it has ended.',
    },
  },
} as const satisfies StructureShape

export const enableRouteServerPropagation = {
  name: 'EnableRouteServerPropagation',
  doc: 'Lets a route server put its best routes into a route table of its VPC.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      RouteTableId: {
        shape: looseIdOf('rtb'),
        required: true,
        doc: 'Id of the route table that is to take the routes.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerPropagation: { shape: RouteServerPropagation, doc: 'The new propagation.' },
    },
  },
} as const satisfies Operation

export const disableRouteServerPropagation = {
  name: 'DisableRouteServerPropagation',
  doc: 'Stops a route server from putting routes into a route table and removes those that it has put there.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      RouteTableId: {
        shape: looseIdOf('rtb'),
        required: true,
        doc: 'Id of the route table that is to take no more routes.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerPropagation: { shape: RouteServerPropagation, doc: 'The propagation, on its way out.' },
    },
  },
} as const satisfies Operation

export const getRouteServerPropagations = {
  name: 'GetRouteServerPropagations',
  doc: 'Tells which route tables a route server puts its routes into.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      RouteTableId: { shape: looseIdOf('rtb'), doc: 'Id of one route table to ask about; all when left out.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerPropagations: {
        shape: listOf(RouteServerPropagation),
        wire: 'routeServerPropagationSet',
        doc: 'The propagations of the route server.',
      },
    },
  },
} as const satisfies Operation
