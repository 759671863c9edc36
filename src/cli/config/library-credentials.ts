// Credentials that need more than reading a file: AWS's library for JavaScript finds them. Costs 70 ms when loaded.

import type { Credentials } from '../../ec2/sigv4.ts'
import { otherFailure } from '../failure.ts'
import { expandPath } from '../input/files.ts'
import { isTrue, type Settings } from './settings.ts'

/** Keys by the library's chain. `asked`: settings of the profile that name a way; then a failure is said, else there are no keys. */
export async function loadCredentials(
  settings: Settings,
  region: string,
  asked: readonly string[],
): Promise<Credentials | undefined> {
  const byEnvironment =
    asked.length > 0 ||
    [
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ].some((name) => settings.variable(name) !== undefined)
  if (!byEnvironment && isTrue(settings.variable('AWS_EC2_METADATA_DISABLED'))) return undefined
  try {
    return await fromLibrary(settings, region)
  } catch (error) {
    if (!byEnvironment) return undefined
    throw otherFailure(`${error instanceof Error ? error.message : String(error)}${asker(settings, asked)}`)
  }
}

/** Which setting led here: the library's last word seldom says. */
function asker(settings: Settings, asked: readonly string[]): string {
  const [key] = asked
  if (key === undefined) return ''
  return ` (${key} = ${settings.setting(key) ?? ''} in profile ${settings.profileName ?? 'default'})`
}

/** The code of the device `serial`, for a role that wants one. */
async function askForCode(serial: string, { world }: Settings): Promise<string> {
  if (!world.stdinIsTerminal) throw otherFailure(`${serial} wants a code, and there is no terminal to ask on.`)
  const { password } = await import('@inquirer/prompts')
  return password({ message: `Enter MFA code for ${serial}:` })
}

async function fromLibrary(settings: Settings, region: string): Promise<Credentials> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  const file = (name: string): { path?: string } => {
    const path = settings.variable(name)
    return path === undefined ? {} : { path: expandPath(path, settings.world) }
  }
  const config = file('AWS_CONFIG_FILE').path
  const credentials = file('AWS_SHARED_CREDENTIALS_FILE').path
  const provide = defaultProvider({
    ...(settings.profileName === undefined ? {} : { profile: settings.profileName }),
    ...(config === undefined ? {} : { configFilepath: config }),
    ...(credentials === undefined ? {} : { filepath: credentials }),
    clientConfig: { region },
    mfaCodeProvider: (serial) => askForCode(serial, settings),
    maxRetries: 0,
    timeout: Number(settings.variable('AWS_METADATA_SERVICE_TIMEOUT') ?? 1) * 1000,
  })
  const { accessKeyId, secretAccessKey, sessionToken } = await provide()
  return { accessKeyId, secretAccessKey, sessionToken }
}
