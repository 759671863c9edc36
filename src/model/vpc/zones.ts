// Availability Zones and Regions. EC2 API 2016-11-15, DescribeAvailabilityZones and DescribeRegions.

import type { Operation, StructureShape } from '../shape.ts'
import { boolean, dryRun, enumOf, filters, listOf, string } from '../shared-shapes.ts'

export const AvailabilityZoneMessage = {
  type: 'structure',
  name: 'AvailabilityZoneMessage',
  members: {
    Message: { shape: string, doc: 'The notice.' },
  },
} as const satisfies StructureShape

export const AvailabilityZoneGeography = {
  type: 'structure',
  name: 'AvailabilityZoneGeography',
  members: {
    Name: { shape: string, doc: 'Name of the place.' },
  },
} as const satisfies StructureShape

export const AvailabilityZoneSubGeography = {
  type: 'structure',
  name: 'AvailabilityZoneSubGeography',
  members: {
    Name: { shape: string, doc: 'Name of the place.' },
  },
} as const satisfies StructureShape

export const AvailabilityZone = {
  type: 'structure',
  name: 'AvailabilityZone',
  members: {
    OptInStatus: {
      shape: enumOf('opt-in-not-required', 'opted-in', 'not-opted-in'),
      doc: 'Whether the account has to opt in, and has.',
    },
    Messages: { shape: listOf(AvailabilityZoneMessage), wire: 'messageSet', doc: 'Notices about the zone.' },
    RegionName: { shape: string, doc: 'Name of the Region.' },
    ZoneName: { shape: string, doc: 'Name of the zone.' },
    ZoneId: { shape: string, doc: 'Id of the zone.' },
    GroupName: { shape: string, doc: 'Group of the zone.' },
    NetworkBorderGroup: { shape: string, doc: 'Zones that addresses are announced from.' },
    ZoneType: { shape: string, doc: 'Kind of zone.' },
    ParentZoneName: { shape: string, doc: 'Name of the zone that it hangs on.' },
    ParentZoneId: { shape: string, doc: 'Id of the zone that it hangs on.' },
    GroupLongName: { shape: string, doc: 'Long name of the group of the zone.' },
    Geography: { shape: listOf(AvailabilityZoneGeography), wire: 'geographySet', doc: 'Where it is.' },
    SubGeography: {
      shape: listOf(AvailabilityZoneSubGeography),
      wire: 'subGeographySet',
      doc: 'Where it is, more closely.',
    },
    State: {
      shape: enumOf('available', 'information', 'impaired', 'unavailable', 'constrained'),
      wire: 'zoneState',
      doc: 'Whether the zone can be used.',
    },
  },
} as const satisfies StructureShape

export const describeAvailabilityZones = {
  name: 'DescribeAvailabilityZones',
  doc: 'Lists the Availability Zones of the Region.',
  input: {
    type: 'structure',
    members: {
      ZoneNames: {
        shape: listOf(string, 'String'),
        query: 'ZoneName',
        doc: 'Names of the zones to list; all when left out.',
      },
      ZoneIds: {
        shape: listOf(string, 'String'),
        query: 'ZoneId',
        doc: 'Ids of the zones to list; all when left out.',
      },
      AllAvailabilityZones: {
        shape: boolean,
        doc: 'Whether zones that the account has not opted in to are listed too.',
      },
      DryRun: dryRun,
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      AvailabilityZones: { shape: listOf(AvailabilityZone), wire: 'availabilityZoneInfo', doc: 'The zones.' },
    },
  },
  filters: {
    over: 'AvailabilityZones',
    by: [
      { names: ['group-long-name'], path: ['GroupLongName'] },
      { names: ['group-name'], path: ['GroupName'] },
      { names: ['message'], path: ['Messages', 'Message'] },
      { names: ['opt-in-status'], path: ['OptInStatus'] },
      { names: ['parent-zone-id'], path: ['ParentZoneId'] },
      { names: ['parent-zone-name'], path: ['ParentZoneName'] },
      { names: ['region-name'], path: ['RegionName'] },
      { names: ['state'], path: ['State'] },
      { names: ['zone-id'], path: ['ZoneId'] },
      { names: ['zone-name'], path: ['ZoneName'] },
      { names: ['zone-type'], path: ['ZoneType'] },
    ],
  },
} as const satisfies Operation

export const RegionGeography = {
  type: 'structure',
  name: 'RegionGeography',
  members: {
    Name: { shape: string, doc: 'Name of the place.' },
  },
} as const satisfies StructureShape

export const Region = {
  type: 'structure',
  name: 'Region',
  members: {
    OptInStatus: { shape: string, doc: 'Whether the account has to opt in, and has.' },
    Geography: { shape: listOf(RegionGeography), wire: 'geographySet', doc: 'Where it is.' },
    RegionName: { shape: string, doc: 'Name of the Region.' },
    Endpoint: { shape: string, wire: 'regionEndpoint', doc: 'Host name of the service in the Region.' },
  },
} as const satisfies StructureShape

export const describeRegions = {
  name: 'DescribeRegions',
  doc: 'Lists Regions.',
  input: {
    type: 'structure',
    members: {
      RegionNames: {
        shape: listOf(string, 'String'),
        query: 'RegionName',
        doc: 'Names of the Regions to list; all when left out.',
      },
      AllRegions: { shape: boolean, doc: 'Whether Regions that the account has not opted in to are listed too.' },
      DryRun: dryRun,
      Filters: filters,
    },
  },
  output: {
    type: 'structure',
    members: {
      Regions: { shape: listOf(Region), wire: 'regionInfo', doc: 'The Regions.' },
    },
  },
  filters: {
    over: 'Regions',
    by: [
      { names: ['endpoint'], path: ['Endpoint'] },
      { names: ['opt-in-status'], path: ['OptInStatus'] },
      { names: ['region-name'], path: ['RegionName'] },
    ],
  },
} as const satisfies Operation
