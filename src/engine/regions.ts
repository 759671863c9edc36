// Regions and their Availability Zones. The service works in any region that a request names; those in the table are
// listed. Which zone name stands for which zone id differs from account to account in AWS; the mapping here is the one that
// tests written for emulators expect.

export interface Zone {
  readonly name: string
  readonly id: string
}

export interface RegionInfo {
  readonly name: string
  readonly endpoint: string
  readonly optInStatus: 'opt-in-not-required' | 'not-opted-in'
}

const ALWAYS_ON =
  'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2'.split(
    ' ',
  )
const OPT_IN =
  'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1'.split(
    ' ',
  )

/** Zone letters with the number of their id, where they are not a1 b2 c3. */
const ZONES: ReadonlyMap<string, string> = new Map([
  ['ap-northeast-1', 'a4 c1 d2'],
  ['ap-northeast-2', 'a1 b2 c3 d4'],
  ['ap-south-1', 'a1 b3 c2'],
  ['ap-southeast-2', 'a1 b3 c2'],
  ['ca-central-1', 'a1 b2 d4'],
  ['cn-north-1', 'a1 b2'],
  ['eu-west-1', 'a3 b1 c2'],
  ['eu-west-2', 'a2 b3 c1'],
  ['us-east-1', 'a6 b1 c2 d4 e3 f5'],
  ['us-west-1', 'a3 b1'],
  ['us-west-2', 'a2 b1 c3 d4'],
])

/** The partition of a region: aws, aws-cn or aws-us-gov. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

const regionInfo = (name: string, optInStatus: RegionInfo['optInStatus'] = 'opt-in-not-required'): RegionInfo => ({
  name,
  endpoint: `ec2.${name}.amazonaws.com${partitionOf(name) === 'aws-cn' ? '.cn' : ''}`,
  optInStatus,
})

const LISTED: readonly RegionInfo[] = [
  ...ALWAYS_ON.map((name) => regionInfo(name)),
  ...OPT_IN.map((name) => regionInfo(name, 'not-opted-in')),
].sort((a, b) => (a.name < b.name ? -1 : 1))

/** The regions that a caller in `region` can know of. One in another partition, or of a name of our own, sees itself. */
export const regionsSeenFrom = (region: string): readonly RegionInfo[] =>
  LISTED.some(({ name }) => name === region) ? LISTED : [regionInfo(region), ...LISTED]

/** The Availability Zones of a region, in order of their names: at least two. */
export function zonesOf(region: string): readonly Zone[] {
  const prefix = `${shortName(region)}-az`
  const letters = ZONES.get(region) ?? 'a1 b2 c3'
  return letters.split(' ').map((zone) => ({ name: `${region}${zone.charAt(0)}`, id: `${prefix}${zone.charAt(1)}` }))
}

/** us-east-1 becomes use1, ap-southeast-5 apse5, us-gov-west-1 usgw1. */
function shortName(region: string): string {
  const [first = '', ...rest] = region.split('-')
  return first + rest.map((part) => part.replace(/^(north|south)(east|west)$/, ab).replace(/^[a-z]{3,}$/, a)).join('')
}

const a = (word: string): string => word.charAt(0)
const ab = (_word: string, first: string, second: string): string => first.charAt(0) + second.charAt(0)
