// Tags (EC2 API, "Tag your resources"): specifications in create calls, and tagging of what exists.

import { errors } from '../model/errors.ts'
import { kindOfId } from '../model/ids.ts'
import { changed, type Event } from './events.ts'
import type { Context } from './decision.ts'
import { find, type NamedKind } from './lookup.ts'
import { KINDS, type Resources, type TaggedKind } from './resources.ts'
import type { Region } from './state.ts'
import type { Tag } from './vpc-resources.ts'

const TAGS_MAX = 50
const TAG_KEY_LENGTH_MAX = 128
const TAG_VALUE_LENGTH_MAX = 256

/** A tag as it stands in a request or answer. */
export interface WireTag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}
export type TagSpecifications =
  | readonly { readonly ResourceType?: string | undefined; readonly Tags?: readonly WireTag[] | undefined }[]
  | undefined

/** The tags that a create call asks for; every specification has to be for `kind`. */
export function tagsOnCreation(specifications: TagSpecifications, kind: TaggedKind): readonly Tag[] {
  const tags: Tag[] = []
  for (const { ResourceType: type, Tags: wanted = [] } of specifications ?? []) {
    if (type === undefined || type === '')
      throw errors.invalidParameter('Tag specification resource type must have a value')
    if (type !== kind) {
      throw errors.invalidParameter(`'${type}' is not a valid taggable resource type for this operation.`)
    }
    if (wanted.length === 0) throw errors.invalidParameter('Tag specification must have at least one tag')
    tags.push(...checkTags(wanted))
  }
  refuseDuplicates(tags)
  return withTags([], tags)
}

/** Tags of a request as we keep them; a value that is left out is empty. */
export function checkTags(tags: readonly WireTag[]): readonly Tag[] {
  return tags.map(({ Key: key = '', Value: value = '' }) => {
    if (key === '') throw errors.invalidParameterValue('Tag key must not be empty.')
    if (lengthOf(key) > TAG_KEY_LENGTH_MAX) {
      throw errors.invalidParameterValue(`Tag key exceeds the maximum length of ${TAG_KEY_LENGTH_MAX} characters.`)
    }
    if (lengthOf(value) > TAG_VALUE_LENGTH_MAX) {
      throw errors.invalidParameterValue(`Tag value exceeds the maximum length of ${TAG_VALUE_LENGTH_MAX} characters.`)
    }
    if (isReserved(key)) {
      throw errors.invalidParameterValue("Tag keys starting with 'aws:' are reserved for internal use")
    }
    if (isReserved(value)) {
      throw errors.invalidParameterValue("Tag values starting with 'aws:' are reserved for internal use")
    }
    return { key, value }
  })
}

const lengthOf = (text: string): number => Array.from(text).length
const isReserved = (text: string): boolean => text.slice(0, 4).toLowerCase() === 'aws:'

function refuseDuplicates(tags: readonly Tag[]): void {
  const seen = new Set<string>()
  for (const { key } of tags) {
    if (seen.has(key)) throw errors.invalidParameterValue(`Duplicate tag key '${key}' specified.`)
    seen.add(key)
  }
}

/** Tags with others written over them; throws when there are too many afterwards. */
export function withTags(tags: readonly Tag[], more: readonly Tag[]): readonly Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.key, tag]))
  for (const tag of more) byKey.set(tag.key, tag)
  const all = [...byKey.values()]
  if (all.filter((tag) => !isReserved(tag.key)).length > TAGS_MAX) {
    throw errors.of('TagLimitExceeded', `A resource can have at most ${TAGS_MAX} tags.`)
  }
  return all
}

/**
 * Tags without some: by key, and by value too where the request gives one. Without any in the request all are taken
 * away but those of the service.
 */
export function withoutTags(tags: readonly Tag[], gone: readonly WireTag[] | undefined): readonly Tag[] {
  if (gone === undefined || gone.length === 0) return tags.filter((tag) => isReserved(tag.key))
  const isGone = (tag: Tag): boolean =>
    gone.some((other) => other.Key === tag.key && (other.Value === undefined || other.Value === tag.value))
  return tags.filter((tag) => !isGone(tag))
}

/** Kinds that CreateTags and DeleteTags take. */
type NamedTaggedKind = TaggedKind & NamedKind

/** The events that give each of the resources other tags. All resources are checked before there is any event. */
export function retag(
  region: Region,
  ids: readonly string[],
  change: (tags: readonly Tag[]) => readonly Tag[],
  context: Context,
): readonly Event[] {
  const events: Event[] = []
  for (const id of new Set(ids)) {
    const kind = taggedKindOf(id)
    const resource: Resources[NamedTaggedKind] = find(region, kind, id)
    if ('state' in resource && resource.state === 'deleted') {
      throw errors.incorrectState(`The ${kind.replaceAll('-', ' ')} '${id}' is in state 'deleted'.`)
    }
    const tags = change(resource.tags)
    if (!areEqual(tags, resource.tags)) events.push(changed(context, kind, id, { tags }))
  }
  return events
}

/** The kind that an id's prefix names; throws InvalidID for ids of no kind that has tags. */
function taggedKindOf(id: string): NamedTaggedKind {
  const kind = kindOfId(id)
  if (kind === undefined || !(KINDS as readonly string[]).includes(kind) || kind === 'route-table-association') {
    throw errors.of('InvalidID', `The ID '${id}' is not valid`)
  }
  return kind as NamedTaggedKind
}

const areEqual = (a: readonly Tag[], b: readonly Tag[]): boolean =>
  a.length === b.length && a.every((tag, i) => tag.key === b[i]?.key && tag.value === b[i]?.value)

/** Tags as they stand in an answer. */
export const describeTags = (tags: readonly Tag[]): readonly { readonly Key: string; readonly Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }))
