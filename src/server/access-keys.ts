// The access-keys file, and who a caller is. The file is JSON: `{"accessKeys": [{"accessKeyId", "secretAccessKey",
// "sessionToken"?, "user", "account"?, "policies": [...]}]}`. A key without policies may do nothing.

import { parsePolicy, PolicyError, type Policy } from './iam/policy.ts'

/** Who makes a request. */
export interface Principal {
  readonly account: string
  readonly arn: string
  readonly userId: string
  readonly user: string
  /** undefined: no access keys are configured, and everybody may do everything. */
  readonly policies: readonly Policy[] | undefined
}

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly principal: Principal
}

/** By access key id. */
export type AccessKeys = ReadonlyMap<string, AccessKey>

/** The file is not what it should be. The message is one line and names the place. */
export class AccessKeysError extends Error {
  override readonly name = 'AccessKeysError'
}

/** The caller of a server without access keys. */
export const anybody = (account: string): Principal => ({
  account,
  arn: `arn:aws:iam::${account}:root`,
  userId: account,
  user: 'root',
  policies: undefined,
})

/** The keys in the text of an access-keys file; `account` is that of keys that name none. */
export function parseAccessKeys(text: string, account: string): AccessKeys {
  const file = parseJson(text)
  const list = isRecord(file) ? file['accessKeys'] : undefined
  if (!Array.isArray(list) || list.length === 0) throw new AccessKeysError('expected {"accessKeys": [...]} with a key')
  const keys = new Map<string, AccessKey>()
  for (const [index, entry] of list.entries()) {
    const key = parseKey(entry, `accessKeys[${index}]`, account)
    if (keys.has(key.accessKeyId)) throw new AccessKeysError(`accessKeys[${index}]: the same accessKeyId again`)
    keys.set(key.accessKeyId, key)
  }
  return keys
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AccessKeysError(`not JSON: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const MEMBERS: ReadonlySet<string> = new Set([
  'accessKeyId',
  'secretAccessKey',
  'sessionToken',
  'user',
  'account',
  'policies',
])

function parseKey(entry: unknown, at: string, defaultAccount: string): AccessKey {
  if (!isRecord(entry)) throw new AccessKeysError(`${at}: expected an object`)
  const stray = Object.keys(entry).find((name) => !MEMBERS.has(name))
  if (stray !== undefined) throw new AccessKeysError(`${at}: unknown member ${stray}`)
  const accessKeyId = textMember(entry, 'accessKeyId', at, /^[\w-]{1,128}$/)
  const secretAccessKey = textMember(entry, 'secretAccessKey', at, /^[\x21-\x7e]{1,128}$/)
  const user = textMember(entry, 'user', at, /^[\w+=,.@/-]{1,128}$/)
  const account = entry['account'] === undefined ? defaultAccount : textMember(entry, 'account', at, /^[0-9]{12}$/)
  const sessionToken =
    entry['sessionToken'] === undefined ? undefined : textMember(entry, 'sessionToken', at, /^[\x21-\x7e]+$/)
  const arn = `arn:aws:iam::${account}:user/${user}`
  const principal = { account, arn, userId: accessKeyId, user, policies: parsePolicies(entry['policies'], at) }
  return { accessKeyId, secretAccessKey, sessionToken, principal }
}

function textMember(entry: Readonly<Record<string, unknown>>, name: string, at: string, pattern: RegExp): string {
  const value = entry[name]
  if (typeof value !== 'string' || !pattern.test(value))
    throw new AccessKeysError(`${at}: ${name} is missing or not valid`)
  return value
}

function parsePolicies(value: unknown, at: string): readonly Policy[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new AccessKeysError(`${at}: policies must be a list of policy documents`)
  return value.map((document: unknown, index) => {
    try {
      return parsePolicy(document)
    } catch (error) {
      if (error instanceof PolicyError) throw new AccessKeysError(`${at}: policies[${index}]: ${error.message}`)
      throw error
    }
  })
}
