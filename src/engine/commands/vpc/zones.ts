// DescribeAvailabilityZones and DescribeRegions.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import {
  describeAvailabilityZones,
  describeRegions,
  type AvailabilityZone as ZoneShape,
  type Region as RegionShape,
} from '../../../model/vpc/zones.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { compileFilters } from '../../filters.ts'
import { regionsSeenFrom, zonesOf, type RegionInfo, type Zone } from '../../regions.ts'

type ZonesRequest = Infer<typeof describeAvailabilityZones.input>
type RegionsRequest = Infer<typeof describeRegions.input>

export function decideListZones(_world: World, request: ZonesRequest, { scope }: Context): Decision {
  const zones = zonesOf(scope.region)
  const { ZoneNames: names = [], ZoneIds: ids = [] } = request
  for (const name of names) if (!zones.some((zone) => zone.name === name)) throw noZone(name)
  for (const id of ids) if (!zones.some((zone) => zone.id === id)) throw noZone(id)
  const isWanted = compileFilters(describeAvailabilityZones, request.Filters)
  const items = zones
    .filter((zone) => names.length === 0 || names.includes(zone.name))
    .filter((zone) => ids.length === 0 || ids.includes(zone.id))
    .map((zone) => describeZone(zone, scope.region))
  return { events: [], response: { AvailabilityZones: items.filter(isWanted) } }
}

const noZone = (zone: string) => errors.invalidParameterValue(`Invalid availability zone: [${zone}]`)

const describeZone = (zone: Zone, region: string): Infer<typeof ZoneShape> => ({
  OptInStatus: 'opt-in-not-required',
  Messages: [],
  RegionName: region,
  ZoneName: zone.name,
  ZoneId: zone.id,
  GroupName: region,
  NetworkBorderGroup: region,
  ZoneType: 'availability-zone',
  State: 'available',
})

/** Regions that the account has not opted in to are listed when all are asked for, or they themselves. */
export function decideListRegions(_world: World, request: RegionsRequest, { scope }: Context): Decision {
  const regions = regionsSeenFrom(scope.region)
  const { RegionNames: names = [] } = request
  for (const name of names) {
    if (!regions.some((region) => region.name === name)) {
      throw errors.invalidParameterValue(`Invalid region name: [${name}]`)
    }
  }
  const isAsked = (region: RegionInfo): boolean =>
    names.length > 0
      ? names.includes(region.name)
      : request.AllRegions === true || region.optInStatus !== 'not-opted-in' || region.name === scope.region
  const items = regions.filter(isAsked).map(describeRegion)
  return { events: [], response: { Regions: items.filter(compileFilters(describeRegions, request.Filters)) } }
}

const describeRegion = (region: RegionInfo): Infer<typeof RegionShape> => ({
  OptInStatus: region.optInStatus,
  RegionName: region.name,
  Endpoint: region.endpoint,
})
