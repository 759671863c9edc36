// What route servers need of the VPC part: the VPC's own calls look here before they take something away (reference 7.1).

import type { Context } from '../../decision.ts'
import { removed, type Event } from '../../events.ts'
import { propagationKey } from '../../route-server-resources.ts'
import { idsBy, recordsBy, type Region } from '../../state.ts'

/** A live endpoint of the subnet, pending ones too; DeleteSubnet is refused while there is one. */
export const endpointInSubnet = (region: Region, subnetId: string): string | undefined =>
  first(idsBy(region, 'endpointsBySubnet', subnetId))

/** A live endpoint or an associated route server of the VPC; DeleteVpc is refused while there is one. */
export const routeServerPartOfVpc = (region: Region, vpcId: string): string | undefined =>
  first(idsBy(region, 'endpointsByVpc', vpcId)) ?? first(idsBy(region, 'associationsByVpc', vpcId))

/** A route table that is deleted takes the propagations to it along. */
export const endPropagationsTo = (region: Region, routeTableId: string, context: Context): readonly Event[] =>
  recordsBy(region, 'propagationsByRouteTable', routeTableId).map((propagation) =>
    removed(context, 'route-server-propagation', propagationKey(propagation.routeServerId, routeTableId)),
  )

const first = (ids: ReadonlySet<string>): string | undefined => ids.values().next().value
