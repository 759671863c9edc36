// Where requests go: the URL that was given or configured, else AWS's own endpoint of the region, as the AWS CLI does.

import { otherFailure } from '../failure.ts'
import { isTrue, type Settings } from './settings.ts'

/** The URL configured in the environment or the files; undefined when none is. */
export function configuredEndpoint(settings: Settings, service: string): string | undefined {
  const ignore =
    settings.variable('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') ?? settings.setting('ignore_configured_endpoint_urls')
  if (isTrue(ignore)) return undefined
  return (
    settings.variable(`AWS_ENDPOINT_URL_${service.toUpperCase()}`) ??
    settings.variable('AWS_ENDPOINT_URL') ??
    settings.serviceSetting(service, 'endpoint_url') ??
    settings.setting('endpoint_url')
  )
}

/** Partitions of AWS by how their regions begin, with their domain. */
const PARTITIONS: readonly (readonly [RegExp, string, string])[] = [
  [/^cn-/, 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  [/^us-isob-/, 'sc2s.sgov.gov', 'api.aws.scloud'],
  [/^us-isof-/, 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  [/^us-iso-/, 'c2s.ic.gov', 'api.aws.ic.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
]

const COMMERCIAL = [/^/, 'amazonaws.com', 'api.aws'] as const

/** AWS's own endpoint. */
export function defaultEndpoint(settings: Settings, service: string, region: string): string {
  const [, plain, dual] = PARTITIONS.find(([pattern]) => pattern.test(region)) ?? COMMERCIAL
  const fips = isTrue(settings.variable('AWS_USE_FIPS_ENDPOINT') ?? settings.setting('use_fips_endpoint'))
  const dualStack = isTrue(
    settings.variable('AWS_USE_DUALSTACK_ENDPOINT') ?? settings.setting('use_dualstack_endpoint'),
  )
  return `https://${service}${fips ? '-fips' : ''}.${region}.${dualStack ? dual : plain}`
}

/** The endpoint as a URL; fails on what is none. */
export function endpointUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.hostname === '' || !/^https?:$/.test(url.protocol)) {
    throw otherFailure(`Invalid endpoint: ${text}`)
  }
  return url
}
