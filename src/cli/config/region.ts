// The region of a call: --region, environment, profile, and last the instance that the command runs on.

import { otherFailure, wrongConfiguration } from '../failure.ts'
import type { Settings } from './settings.ts'

/** The configured region; undefined when nothing names one. */
export const configuredRegion = (settings: Settings, chosen: string | undefined): string | undefined =>
  chosen || settings.variable('AWS_REGION') || settings.variable('AWS_DEFAULT_REGION') || settings.setting('region')

/** The region, looked up in the instance metadata when nothing else names it; fails when there is none. */
export async function regionOf(settings: Settings, chosen: string | undefined): Promise<string> {
  const configured = configuredRegion(settings, chosen)
  if (configured) return checked(configured)
  const { instanceRegion } = await import('./instance-metadata.ts')
  const found = await instanceRegion(settings)
  if (found === undefined) {
    throw wrongConfiguration(
      'You must specify a region. You can also configure your region by running "aws configure".',
    )
  }
  return found
}

function checked(region: string): string {
  if (/^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)$/.test(region)) return region
  throw otherFailure(`Provided region_name '${region}' doesn't match a supported format.`)
}
