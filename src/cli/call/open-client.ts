// Makes the client of one command from its options and configuration: region, endpoint, credentials, limits.

import { findCredentials, credentialsOf } from '../config/credentials.ts'
import { configuredEndpoint, defaultEndpoint, endpointUrl } from '../config/endpoint.ts'
import type { Settings } from '../config/settings.ts'
import { otherFailure, wrongConfiguration } from '../failure.ts'
import type { Globals } from '../globals.ts'
import { userAgent, versionLine } from '../version.ts'
import { Client, type ClientOptions } from './client.ts'

const MODES = ['standard', 'adaptive']
const ATTEMPTS_DEFAULT = '3'

/** What a client needs before credentials are looked for; checked before the request is. */
export interface Plan {
  readonly settings: Settings
  readonly globals: Globals
  readonly service: string
  readonly region: string
  readonly url: URL
  /** The URL is AWS's own because nothing else was configured. */
  readonly isDefault: boolean
  readonly attemptsMax: number
  readonly timestampFormat: 'iso8601' | 'wire'
}

/** Checks region, endpoint and retry settings. `fallbackUrl` stands in for AWS's own endpoint. */
export function planClient(
  settings: Settings,
  globals: Globals,
  service: string,
  region: string,
  fallbackUrl?: string,
): Plan {
  const given = globals.endpointUrl ?? configuredEndpoint(settings, service) ?? fallbackUrl
  const attemptsMax = attempts(settings)
  return {
    settings,
    globals,
    service,
    region,
    attemptsMax,
    url: endpointUrl(given ?? defaultEndpoint(settings, service, region)),
    isDefault: given === undefined,
    timestampFormat: timestampFormat(settings),
  }
}

function attempts(settings: Settings): number {
  const mode = settings.variable('AWS_RETRY_MODE') ?? settings.setting('retry_mode') ?? 'standard'
  if (!MODES.includes(mode)) {
    throw otherFailure(`Invalid value provided to "mode": "${mode}" must be one of: "standard" or "adaptive"`)
  }
  const text = settings.variable('AWS_MAX_ATTEMPTS') ?? settings.setting('max_attempts') ?? ATTEMPTS_DEFAULT
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    throw otherFailure(`invalid literal for int() with base 10: '${text}'`)
  }
  if (Number(text) < 1) {
    throw otherFailure(
      `Value provided to "max_attempts": ${Number(text)} must be an integer greater than or equal to one.`,
    )
  }
  return Number(text)
}

/** `cli_timestamp_format` of the profile; fails on an unknown one. */
export function timestampFormat(settings: Settings): 'iso8601' | 'wire' {
  const format = settings.setting('cli_timestamp_format') ?? 'iso8601'
  if (format === 'iso8601' || format === 'wire') return format
  throw wrongConfiguration(`Unknown cli_timestamp_format value: ${format}, valid values are "wire" or "iso8601"`)
}

/** The client; `signing: 'if-possible'` sends unsigned requests where there are no credentials. */
export async function openClient(plan: Plan, signing: 'required' | 'if-possible' = 'required'): Promise<Client> {
  const { settings, globals, region } = plan
  const look = signing === 'required' ? credentialsOf : findCredentials
  const log = globals.debug ? debugLog(settings) : () => undefined
  if (globals.debug) log(`${versionLine(settings.world)}; profile ${settings.profileName ?? 'default'}`)
  const credentials = globals.signRequest ? await look(settings, region) : undefined
  log(
    `endpoint ${plan.url.href}, region ${region}, ${credentials === undefined ? 'unsigned' : `access key ${credentials.accessKeyId}`}`,
  )
  const options: ClientOptions = {
    region,
    credentials,
    attemptsMax: plan.attemptsMax,
    timestampFormat: plan.timestampFormat,
    userAgent: userAgent(),
    log,
    transport: {
      url: plan.url,
      connectTimeout: globals.connectTimeout,
      readTimeout: globals.readTimeout,
      verify: verification(settings, globals),
      env: settings.world.env,
    },
  }
  return new Client(options, settings.world)
}

function verification(settings: Settings, globals: Globals): string | boolean {
  if (!globals.verifySsl) return false
  return globals.caBundle ?? settings.variable('AWS_CA_BUNDLE') ?? settings.setting('ca_bundle') ?? true
}

/** Writes log lines with their time to standard error. */
export const debugLog =
  ({ world }: Settings) =>
  (line: string): void =>
    world.stderr.write(`${new Date(world.now()).toISOString()} - vrs - DEBUG - ${line}\n`)
