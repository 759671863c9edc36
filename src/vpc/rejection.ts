// Why a route of a route server is not in a route table: the codes and the sentences of the API (behaviour reference 8.9).

import { formatPrefix } from '../base/ip.ts'
import type { Prefix } from '../base/ip.ts'

export type Rejection =
  | 'reserved-destination'
  | 'local-route-exists'
  | 'static-route-exists'
  | 'prefix-list-route-exists'
  | 'destination-not-in-vpc-range'
  | 'other-route-server-owns-prefix'
  | 'propagated-route-limit-exceeded'

/** The sentence that the API shows for a rejection. */
export function rejectionSentence(code: Rejection, prefix: Prefix): string {
  return `${code}: ${REASONS[code].replace('%', formatPrefix(prefix))}`
}

const REASONS: Record<Rejection, string> = {
  'reserved-destination': '% is reserved and cannot be a destination.',
  'local-route-exists': '% is a CIDR block of the VPC, whose local route always stays.',
  'static-route-exists': 'The route table has a static route for %, which takes precedence.',
  'prefix-list-route-exists': 'The route table has a route for % from a prefix list, which takes precedence.',
  'destination-not-in-vpc-range': '% is outside the VPC, and the route table is associated with a gateway.',
  'other-route-server-owns-prefix': 'Another route server installed % in the route table first.',
  'propagated-route-limit-exceeded':
    'The route table already holds as many propagated routes as it may; % is left out.',
}
