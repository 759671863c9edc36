// CreateTags, DeleteTags, DescribeTags: over resources of every kind, those of the route server family too.

import { errors } from '../../../model/errors.ts'
import type { Infer } from '../../../model/shape.ts'
import { describeTags, type createTags, type deleteTags, type TagDescription } from '../../../model/vpc/tags.ts'
import type { World } from '../../command.ts'
import type { Context, Decision } from '../../decision.ts'
import { compileFilters } from '../../filters.ts'
import { pageOf } from '../../paginate.ts'
import { KINDS, type Kind } from '../../resources.ts'
import { tableOf, type Region } from '../../state.ts'
import { checkTags, retag, withoutTags, withTags } from '../../tags.ts'
import type { Tag } from '../../vpc-resources.ts'

type CreateRequest = Infer<typeof createTags.input>
type DeleteRequest = Infer<typeof deleteTags.input>
type ListRequest = Infer<typeof describeTags.input>

const RESOURCES_MAX = 1000

/** All of the resources get all of the tags, or none does. */
export function decideCreateTags({ region }: World, request: CreateRequest, context: Context): Decision {
  checkResources(request.Resources)
  const tags = checkTags(request.Tags)
  return { events: retag(region, request.Resources, (old) => withTags(old, tags), context), response: {} }
}

export function decideDeleteTags({ region }: World, request: DeleteRequest, context: Context): Decision {
  checkResources(request.Resources)
  return { events: retag(region, request.Resources, (old) => withoutTags(old, request.Tags), context), response: {} }
}

function checkResources(ids: readonly string[]): void {
  if (ids.length === 0) throw errors.missingParameter('resourceIdSet')
  if (ids.length > RESOURCES_MAX) {
    throw errors.invalidParameterValue(`At most ${RESOURCES_MAX} resources can be tagged in one call.`)
  }
}

type Description = Infer<typeof TagDescription>

export function decideListTags({ region }: World, request: ListRequest, context: Context): Decision {
  const isWanted = compileFilters(describeTags, request.Filters)
  const ids = exactIds(request)
  function* items() {
    for (const { kind, id, order, tags } of taggedResources(region, ids)) {
      for (const [i, { key, value }] of tags.entries()) {
        const item: Description = {
          Key: key,
          ResourceId: id,
          ResourceType: kind as Description['ResourceType'],
          Value: value,
        }
        if (isWanted(item)) yield { position: order * POSITIONS_PER_RESOURCE + i, item }
      }
    }
  }
  const { items: Tags, ...rest } = pageOf(describeTags, context.scope, request, items())
  return { events: [], response: { Tags, ...rest } }
}

/** More than a resource can have tags, so that positions of tags never meet. */
const POSITIONS_PER_RESOURCE = 1024

/** The ids that a filter names without wildcards: then nothing else has to be looked at. */
function exactIds({ Filters: filters = [] }: ListRequest): ReadonlySet<string> | undefined {
  const values = filters.find(({ Name: name }) => name === 'resource-id')?.Values
  return values === undefined || values.some((value) => /[*?\\]/.test(value)) ? undefined : new Set(values)
}

interface Tagged {
  readonly kind: Kind
  readonly id: string
  readonly order: number
  readonly tags: readonly Tag[]
}

/** Resources with tags, oldest first. */
function taggedResources(region: Region, ids: ReadonlySet<string> | undefined): readonly Tagged[] {
  const found: Tagged[] = []
  for (const kind of KINDS) {
    const table: ReadonlyMap<string, object> = tableOf(region, kind)
    for (const id of ids ?? table.keys()) {
      const record = table.get(id)
      const tags = record !== undefined && 'tags' in record ? (record.tags as readonly Tag[]) : []
      if (tags.length > 0) found.push({ kind, id, order: region.order[kind].get(id) ?? 0, tags })
    }
  }
  return found.sort((a, b) => a.order - b.order)
}
