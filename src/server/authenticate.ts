// Who a request comes from and which account and region it works in. With access keys every request must prove it; with
// none, the signature is not looked at, and only tells the region (boto3 with an endpoint URL has no other way to say it).

import { headerValues } from '../ec2/canonical-request.ts'
import { readAuthentication, verifySignature } from '../ec2/verify-signature.ts'
import type { Scope } from '../engine/events.ts'
import type { HttpRequest } from '../host/http.ts'
import { errors } from '../model/errors.ts'
import { anybody, type AccessKeys, type Principal } from './access-keys.ts'

/** How callers are told apart. */
export interface Access {
  readonly keys: AccessKeys | undefined
  /** Region and account of requests that name none. */
  readonly region: string
  readonly account: string
  readonly isRegion: (name: string) => boolean
}

export interface Caller {
  readonly principal: Principal
  readonly scope: Scope
  /** The service that the request was signed for; undefined when it is not signed. */
  readonly service: string | undefined
  /** Whether the authentication is among the parameters. */
  readonly presigned: boolean
}

/** The caller of `request`; throws the ApiError that refuses it. */
export function authenticate(request: HttpRequest, access: Access, now: number): Caller {
  return access.keys === undefined ? unproven(request, access) : proven(request, access, access.keys, now)
}

function proven(request: HttpRequest, access: Access, keys: AccessKeys, now: number): Caller {
  const authentication = readAuthentication(request)
  if (authentication === undefined) {
    throw errors.of('MissingAuthenticationToken', 'The request must be signed (Signature Version 4).', 401)
  }
  const key = keys.get(authentication.accessKeyId)
  verifySignature(request, authentication, key, now)
  const { region, service } = authentication.scope
  if (key === undefined) throw errors.unauthorized()
  checkRegion(access, region)
  const presigned = authentication.form === 'presigned'
  return { principal: key.principal, scope: { account: key.principal.account, region }, service, presigned }
}

const CREDENTIAL =
  /Credential=[^/,\s]*(?:\/|%2F)[0-9]{8}(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)aws4_request/i

function unproven(request: HttpRequest, access: Access): Caller {
  const presigned = /(^|&)X-Amz-Algorithm=/.test(request.query)
  const text = presigned ? request.query : (headerValues(request, 'authorization')[0] ?? '')
  const [, region = access.region, service] = CREDENTIAL.exec(text) ?? []
  checkRegion(access, region)
  const scope = { account: access.account, region }
  return { principal: anybody(access.account), scope, service, presigned }
}

/** A region that does not exist would be a world of its own, made by a typing error. */
function checkRegion(access: Access, region: string): void {
  if (region === access.region || access.isRegion(region)) return
  throw errors.of('AuthFailure', `There is no region ${region}. The region comes from the request's signature.`, 401)
}
