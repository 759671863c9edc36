// From parsed options to the request of an operation: every value unpacked, in the order of the options.

import type { OperationOption } from './arguments/operation-options.ts'
import type { OptionValue } from './arguments/parser.ts'
import type { Paging } from './call/pages.ts'
import { unpack } from './input/unpack.ts'
import type { Operation, Shape } from '../model/shape.ts'
import { addRule } from './arguments/ec2-options.ts'
import { newMap, type Value, type ValueMap } from './value.ts'
import type { World } from './world.ts'

/** The members that the options fill. */
export function requestOf(
  operation: Operation,
  options: readonly OperationOption[],
  values: ReadonlyMap<string, OptionValue>,
  world: World,
): ValueMap {
  const request = newMap()
  for (const { flag, key, takes, member } of options) {
    const value = values.get(key)
    if (member === undefined || value === undefined) continue
    request[member.name] = memberValue(member.definition.shape, takes, value, (given) =>
      unpack(flag, member.definition.shape, given, world),
    )
  }
  addRule(operation, values, request)
  return request
}

/** Switches give booleans, wrapped where the member is a structure around one; words are unpacked. */
function memberValue(shape: Shape, takes: string, value: OptionValue, unpacked: (value: Value) => Value): Value {
  if (typeof value !== 'boolean' && takes !== 'none') return unpacked(value)
  return shape.type === 'structure' ? { Value: value } : value
}

/** What the paging options say; undefined when none is there. */
export function pagingOf(values: ReadonlyMap<string, OptionValue>, world: World): Paging | undefined {
  const startingToken = values.get('starting-token')
  const pageSize = values.get('page-size')
  const itemsMax = values.get('max-items')
  if (startingToken === undefined && pageSize === undefined && itemsMax === undefined) return undefined
  if (typeof itemsMax === 'bigint' && itemsMax <= 0n) {
    world.stderr.write('warning: Non-positive values for --max-items may result in undefined behavior.\n')
  }
  return {
    ...(startingToken === undefined ? {} : { startingToken: String(startingToken) }),
    ...(pageSize === undefined ? {} : { pageSize: pageSize as bigint }),
    ...(itemsMax === undefined ? {} : { itemsMax: itemsMax as bigint }),
  }
}
