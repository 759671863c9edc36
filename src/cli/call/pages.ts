// Automatic paging, as botocore pages: all pages are fetched, `--max-items` cuts the last one and leaves a token that
// says where, `--starting-token` takes such a token or one of the service.

import type { Operation, Paginator } from '../../model/shape.ts'
import { otherFailure } from '../failure.ts'
import { newMap, quoted, type Value, type ValueMap } from '../value.ts'

export interface Paging {
  readonly startingToken?: string | undefined
  readonly pageSize?: Value | undefined
  readonly itemsMax?: Value | undefined
}

export type Page = Record<string, unknown>
export type Call = (operation: Operation, request: ValueMap) => Promise<Page>

interface Start {
  readonly token: string | null
  readonly skip: number
}

export class Pages {
  /** Members that stand beside the list, in the first page; the list is empty. */
  readonly beside: Page = {}
  /** Where to go on when the items were cut short; known at the end. */
  resumeToken: string | undefined
  readonly resultKey: string
  private readonly operation: Operation
  private readonly paginator: Paginator
  private readonly call: Call
  private readonly request: ValueMap
  private readonly paging: Paging

  constructor(operation: Operation, paginator: Paginator, call: Call, request: ValueMap, paging: Paging) {
    this.operation = operation
    this.paginator = paginator
    this.resultKey = paginator.resultKey
    this.call = call
    this.request = Object.assign(newMap(), request)
    this.paging = paging
  }

  /** The pages, each with what of its list counts. */
  async *each(): AsyncGenerator<Page> {
    const { inputToken, limitKey } = this.paginator
    const { pageSize, startingToken } = this.paging
    const itemsMax = this.paging.itemsMax === undefined ? undefined : Number(this.paging.itemsMax)
    const start: Start = startingToken === undefined ? { token: null, skip: 0 } : parseStartingToken(startingToken)
    let token = start.token
    if (startingToken !== undefined) this.useToken(token)
    if (pageSize !== undefined) this.request[limitKey] = pageSize
    let previous: string | null = null
    let seen = 0
    for (let first = true; ; first = false) {
      const page = await this.call(this.operation, this.request)
      const skip = first ? start.skip : 0
      if (first && startingToken !== undefined) page[this.resultKey] = itemsOf(page, this.resultKey).slice(skip)
      const items = itemsOf(page, this.resultKey)
      const excess = itemsMax === undefined ? 0 : seen + items.length - itemsMax
      if (excess > 0) {
        const keep = items.length - excess
        page[this.resultKey] = slice(items, keep)
        this.resumeToken = encodeToken(inputToken, token, keep + skip)
        yield page
        return
      }
      yield page
      seen += items.length
      const next = page[this.paginator.outputToken]
      token = typeof next === 'string' && next !== '' ? next : null
      if (token === null) return
      if (itemsMax !== undefined && seen === itemsMax) {
        this.resumeToken = encodeToken(inputToken, token, undefined)
        return
      }
      if (previous === token) throw sameToken(inputToken, token)
      this.useToken(token)
      previous = token
    }
  }

  /** All pages as one answer. */
  async whole(): Promise<Page> {
    const result: Page = {}
    for await (const page of this.each()) {
      const items = page[this.resultKey]
      if (!Array.isArray(items)) continue
      const known = result[this.resultKey]
      if (Array.isArray(known)) for (const item of items) known.push(item)
      else result[this.resultKey] = [...items]
    }
    if (this.resumeToken !== undefined) result['NextToken'] = this.resumeToken
    return result
  }

  private useToken(token: string | null): void {
    const { inputToken } = this.paginator
    if (token === null || token === 'None') delete this.request[inputToken]
    else this.request[inputToken] = token
  }
}

const itemsOf = (page: Page, key: string): readonly unknown[] => {
  const items = page[key]
  return Array.isArray(items) ? items : []
}

/** As Python slices: a negative end counts from the end. */
const slice = (items: readonly unknown[], end: number): unknown[] => items.slice(0, end)

/** Base64 of JSON with Python's blanks, so that tokens of either program do for the other. */
function encodeToken(name: string, token: string | null, amount: number | undefined): string {
  const truncated = amount === undefined ? '' : `, "boto_truncate_amount": ${amount}`
  const text = `{"${name}": ${asciiJson(token)}${truncated}}`
  return Buffer.from(text).toString('base64')
}

const asciiJson = (value: string | null): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

function parseStartingToken(text: string): Start {
  const decoded = decodeToken(text)
  if (decoded !== undefined) return decoded
  const parts = text.split('___')
  const amount = parts.length === 2 ? /^\s*[+-]?\d+\s*$/.exec(parts[1] ?? '') : null
  const token = amount === null ? text : (parts[0] ?? '')
  if (amount === null && parts.length > 2) throw otherFailure(`Bad starting token: ${text}`)
  return { token: token === 'None' ? null : token, skip: amount === null ? 0 : Number(amount[0]) }
}

function decodeToken(text: string): Start | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  try {
    const value = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Record<string, unknown>
    if (typeof value !== 'object' || value === null) return undefined
    const token = value['NextToken']
    const amount = value['boto_truncate_amount']
    return { token: typeof token === 'string' ? token : null, skip: typeof amount === 'number' ? amount : 0 }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const sameToken = (name: string, token: string): Error =>
  otherFailure(`Error during pagination: The same next token was received twice: {${quoted(name)}: ${quoted(token)}}`)
