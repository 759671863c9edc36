// The association of a route server with a VPC. EC2 API 2016-11-15, AssociateRouteServer and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import { dryRun, enumOf, idOf, listOf, looseIdOf, string } from '../shared-shapes.ts'

export const RouteServerAssociation = {
  type: 'structure',
  name: 'RouteServerAssociation',
  members: {
    RouteServerId: { shape: string, doc: 'Id of the route server.' },
    VpcId: { shape: string, doc: 'Id of the VPC.' },
    State: {
      shape: enumOf('associating', 'associated', 'disassociating'),
      doc: 'Where the association is in its life; it disappears when it has ended.',
    },
  },
} as const satisfies StructureShape

export const associateRouteServer = {
  name: 'AssociateRouteServer',
  doc: 'Associates a route server with the VPC whose route tables it is to serve.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      VpcId: { shape: looseIdOf('vpc'), required: true, doc: 'Id of the VPC to associate the route server with.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerAssociation: { shape: RouteServerAssociation, doc: 'The new association.' },
    },
  },
} as const satisfies Operation

export const disassociateRouteServer = {
  name: 'DisassociateRouteServer',
  doc: 'Ends the association of a route server with its VPC, once its endpoints and propagations are gone.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      VpcId: {
        shape: looseIdOf('vpc'),
        required: true,
        doc: 'Id of the VPC that the route server is associated with.',
      },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerAssociation: { shape: RouteServerAssociation, doc: 'The association, on its way out.' },
    },
  },
} as const satisfies Operation

export const getRouteServerAssociations = {
  name: 'GetRouteServerAssociations',
  doc: 'Tells which VPC a route server is associated with.',
  input: {
    type: 'structure',
    members: {
      RouteServerId: { shape: idOf('rs'), required: true, doc: 'Id of the route server.' },
      DryRun: dryRun,
    },
  },
  output: {
    type: 'structure',
    members: {
      RouteServerAssociations: {
        shape: listOf(RouteServerAssociation),
        wire: 'routeServerAssociationSet',
        doc: 'The associations of the route server.',
      },
    },
  },
} as const satisfies Operation
