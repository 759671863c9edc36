// Pages of describe calls (EC2 API, "Pagination"). A token says how far the caller has come, in numbers that only grow,
// so that it stays valid while items come and go: nothing is shown twice, and nothing that stays is left out. Tokens are
// opaque and belong to one action in one account and region.

import { Malformed, fromHex, toHex } from '../base/bytes.ts'
import { errors } from '../model/errors.ts'
import type { Operation } from '../model/shape.ts'
import { scopeKey, type Scope } from './events.ts'

export interface PageRequest {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly NextToken?: string
}

/** A page of items that come in order of their positions. Without MaxResults it holds all that are left. */
export function pageOf<T>(
  operation: Operation,
  scope: Scope,
  request: PageRequest,
  items: Iterable<{ readonly position: number; readonly item: T }>,
): Page<T> {
  const max = checkMaxResults(operation, request.MaxResults) ?? Number.POSITIVE_INFINITY
  const after = positionIn(operation, scope, request.NextToken)
  const page: T[] = []
  let last = after
  for (const { position, item } of items) {
    if (position <= after) continue
    if (page.length === max) return { items: page, NextToken: sealToken(operation.name, scope, String(last)) }
    page.push(item)
    last = position
  }
  return { items: page }
}

/** The position behind which a page begins. */
function positionIn(operation: Operation, scope: Scope, token: string | undefined): number {
  if (token === undefined || token === '') return -1
  const text = openToken(operation.name, scope, token)
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) throw errors.invalidNextToken()
  return Number(text)
}

/** MaxResults, refused outside the operation's bounds. */
export function checkMaxResults(operation: Operation, maxResults: number | undefined): number | undefined {
  const bounds = operation.maxResults
  if (maxResults === undefined || bounds === undefined) return maxResults
  if (maxResults >= bounds.min && maxResults <= bounds.max) return maxResults
  throw errors.invalidValue(String(maxResults), 'maxResults', `Expected ${bounds.min} to ${bounds.max}.`)
}

/** A token that carries `text`. */
export function sealToken(action: string, scope: Scope, text: string): string {
  return toHex(new TextEncoder().encode(`${checksum(action, scope, text)} ${text}`))
}

/** What a token of this action and scope carries; throws InvalidNextToken for any other text. */
export function openToken(action: string, scope: Scope, token: string): string {
  const text = decodeToken(token)
  const space = text.indexOf(' ')
  const carried = text.slice(space + 1)
  if (space < 0 || text.slice(0, space) !== checksum(action, scope, carried)) throw errors.invalidNextToken()
  return carried
}

function decodeToken(token: string): string {
  try {
    if (token.length <= 4096) return new TextDecoder('utf-8', { fatal: true }).decode(fromHex(token))
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof TypeError)) throw error
  }
  throw errors.invalidNextToken()
}

/** FNV-1a over everything that a token belongs to: tells mistakes apart, protects nothing. */
function checksum(action: string, scope: Scope, text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`${action}|${scopeKey(scope)}|${text}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return hash.toString(36)
}
