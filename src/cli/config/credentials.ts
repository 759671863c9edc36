// The keys that sign requests, in the AWS CLI's order. Keys in the environment and in the files are read here; a role, a
// single sign-on session, a process, a token file, a container or an instance is left to AWS's own library, which is
// loaded only then.

import type { Credentials } from '../../ec2/sigv4.ts'
import { otherFailure, wrongConfiguration } from '../failure.ts'
import type { Settings } from './settings.ts'

/** Settings of a profile that only the library can make keys of. */
const BY_LIBRARY = [
  'role_arn',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'credential_process',
] as const

/** The keys to sign with; fails when there are none. */
export async function credentialsOf(settings: Settings, region: string): Promise<Credentials> {
  const found = await findCredentials(settings, region)
  if (found !== undefined) return found
  throw wrongConfiguration('Unable to locate credentials. You can configure credentials by running "aws configure".')
}

/** The keys to sign with; undefined when there are none. */
export async function findCredentials(settings: Settings, region: string): Promise<Credentials | undefined> {
  const fromEnvironment = settings.chosenProfile === undefined ? environmentKeys(settings) : undefined
  if (fromEnvironment !== undefined) return fromEnvironment
  settings.demandProfile()
  const libraryFirst = ['role_arn', 'web_identity_token_file'].some((key) => settings.setting(key) !== undefined)
  if (!libraryFirst && settings.variable('AWS_WEB_IDENTITY_TOKEN_FILE') === undefined) {
    const fromFiles = ssoKeysNeeded(settings) ? undefined : fileKeys(settings)
    if (fromFiles !== undefined) return fromFiles
  }
  return libraryKeys(settings, region)
}

const ssoKeysNeeded = (settings: Settings): boolean =>
  settings.setting('sso_session') !== undefined || settings.setting('sso_start_url') !== undefined

function environmentKeys(settings: Settings): Credentials | undefined {
  const accessKeyId = settings.variable('AWS_ACCESS_KEY_ID')
  if (!accessKeyId) return undefined
  const secretAccessKey = settings.variable('AWS_SECRET_ACCESS_KEY')
  if (!secretAccessKey) throw partial('env', 'AWS_SECRET_ACCESS_KEY')
  const sessionToken = settings.variable('AWS_SESSION_TOKEN') || settings.variable('AWS_SECURITY_TOKEN') || undefined
  return { accessKeyId, secretAccessKey, sessionToken }
}

/** Keys of the profile: of the credentials file, else, unless a process is named, of the config file. */
function fileKeys(settings: Settings): Credentials | undefined {
  const fromCredentials = keysIn(settings, 'credentials', 'shared-credentials-file')
  if (fromCredentials !== undefined || settings.setting('credential_process') !== undefined) return fromCredentials
  return keysIn(settings, 'config', 'config-file')
}

function keysIn(settings: Settings, file: 'config' | 'credentials', method: string): Credentials | undefined {
  const accessKeyId = settings.settingIn(file, 'aws_access_key_id')
  if (accessKeyId === undefined) return undefined
  const secretAccessKey = settings.settingIn(file, 'aws_secret_access_key')
  if (secretAccessKey === undefined) throw partial(method, 'aws_secret_access_key')
  const sessionToken = settings.settingIn(file, 'aws_session_token') ?? settings.settingIn(file, 'aws_security_token')
  return { accessKeyId, secretAccessKey, sessionToken }
}

const partial = (method: string, missing: string): Error =>
  otherFailure(`Partial credentials found in ${method}, missing: ${missing}`)

async function libraryKeys(settings: Settings, region: string): Promise<Credentials | undefined> {
  const asked = BY_LIBRARY.filter((key) => settings.setting(key) !== undefined)
  const { loadCredentials } = await import('./library-credentials.ts')
  return loadCredentials(settings, region, asked)
}
