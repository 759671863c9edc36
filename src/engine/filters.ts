// Filters of describe calls (EC2 API, Filter), read from the model: an operation says which names it has and where in an
// item of its answer the values are. Filters are ANDed, values of one filter ORed, both case-sensitive.

import { formatPrefix, parsePrefix } from '../base/ip.ts'
import { errors } from '../model/errors.ts'
import type { Operation, Shape } from '../model/shape.ts'
import type { CheckedFilter } from './decision.ts'
import { matches, parsePattern, type Pattern } from './wildcard.ts'

/** What a caller may send at most. */
const FILTERS_MAX = 50
const FILTER_VALUES_MAX = 200

/** Filters as they stand in a request. */
export type RequestFilters = readonly {
  readonly Name?: string | undefined
  readonly Values?: readonly string[] | undefined
}[]

/** Reads the values that a filter looks at out of an item. */
type Reader = (item: object) => Iterable<unknown>

/**
 * Whether an item of the answer meets all filters. Throws for names that the operation does not have. With `tagsOnly`
 * the operation takes tag filters and no others, as AWS does for route servers.
 */
export function compileFilters(
  operation: Operation,
  filters: RequestFilters | undefined,
  tagsOnly = false,
): (item: object) => boolean {
  const tests = checkFilters(operation, filters, tagsOnly).map((filter) => testOf(operation, filter))
  return (item) => tests.every((test) => test(item))
}

/** The filters of a request, with names that the operation has. */
export function checkFilters(
  operation: Operation,
  filters: RequestFilters = [],
  tagsOnly = false,
): readonly CheckedFilter[] {
  if (filters.length > FILTERS_MAX) throw errors.filterLimitExceeded(`at most ${FILTERS_MAX} filters`)
  return filters.map(({ Name: name, Values: values = [] }, i) => {
    if (name === undefined || name === '') throw errors.missingParameter(`Filter.${i + 1}.Name`)
    if (readerOf(operation, name, tagsOnly) === undefined) throw errors.invalidFilter(name)
    if (values.length > FILTER_VALUES_MAX)
      throw errors.filterLimitExceeded(`at most ${FILTER_VALUES_MAX} values a filter`)
    return { name, values }
  })
}

function testOf(operation: Operation, { name, values }: CheckedFilter): (item: object) => boolean {
  const read = readerOf(operation, name, false)
  const isCidr = operation.filters?.by.find(({ names }) => names.includes(name))?.cidr === true
  const patterns = values.map((value) => parsePattern(isCidr ? canonicalBlock(value) : value))
  return (item) => {
    for (const value of read?.(item) ?? []) if (fitsAny(patterns, value)) return true
    return false
  }
}

const fitsAny = (patterns: readonly Pattern[], value: unknown): boolean =>
  value !== undefined && value !== null && patterns.some((pattern) => matches(pattern, textOf(value)))

/** Blocks are kept without host bits, so a filter may have them too. */
function canonicalBlock(text: string): string {
  const prefix = parsePrefix(text)
  return prefix === undefined ? text : formatPrefix(prefix)
}

/** Numbers and booleans are compared as text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function readerOf(operation: Operation, name: string, tagsOnly: boolean): Reader | undefined {
  const tagReader = isTagged(operation) ? readerOfTags(name) : undefined
  if (tagReader !== undefined || tagsOnly) return tagReader
  const definition = operation.filters?.by.find(({ names }) => names.includes(name))
  return definition === undefined ? undefined : (item) => walk(item, definition.path)
}

/** Whether the items of the answer have tags (network interfaces call them TagSet) or, in DescribeTags, are tags. */
function isTagged({ filters, output }: Operation): boolean {
  const list: Shape | undefined = filters === undefined ? undefined : memberOf(output.members, filters.over)
  const item = list?.type === 'list' && list.member.type === 'structure' ? list.member.members : {}
  const has = (name: string): boolean => Object.hasOwn(item, name)
  return has('Tags') || has('TagSet') || (has('Key') && has('Value'))
}

const memberOf = (members: Readonly<Record<string, { readonly shape: Shape }>>, name: string): Shape | undefined =>
  Object.hasOwn(members, name) ? members[name]?.shape : undefined

interface TagItem {
  readonly Key?: string
  readonly Value?: string
}

function readerOfTags(name: string): Reader | undefined {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length)
    return (item) =>
      tagsIn(item)
        .filter((tag) => tag.Key === key)
        .map((tag) => tag.Value ?? '')
  }
  if (name === 'tag-key') return (item) => tagsIn(item).map((tag) => tag.Key)
  if (name === 'tag-value') return (item) => tagsIn(item).map((tag) => tag.Value ?? '')
  return undefined
}

function tagsIn(item: object): readonly TagItem[] {
  if ('Tags' in item) return item.Tags as readonly TagItem[]
  if ('TagSet' in item) return item.TagSet as readonly TagItem[]
  return 'Key' in item ? [item as TagItem] : []
}

/** The values at the end of a path of member names; a list on the way stands for each of its items. */
function* walk(value: unknown, path: readonly string[]): Generator {
  if (Array.isArray(value)) for (const item of value) yield* walk(item, path)
  else if (path.length === 0) yield value
  else if (typeof value === 'object' && value !== null) {
    yield* walk((value as Readonly<Record<string, unknown>>)[path[0] as string], path.slice(1))
  }
}
