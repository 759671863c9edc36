// From the words of an option to the value of the member that it fills: files, JSON, shorthand, then the types of the
// model (a lone value for a list becomes a list of one, digits become numbers).

import type { Shape } from '../../model/shape.ts'
import { EXIT, Failure, parameterFailure } from '../failure.ts'
import type { World } from '../world.ts'
import { isList, isMap, parseInteger, plainText, quoted, typeText, type Value } from '../value.ts'
import { FileFailure, fileContent } from './files.ts'
import { JsonError, parseJson } from './json.ts'
import { parseShorthand, ShorthandError } from './shorthand.ts'

/** The value of the option `flag` from what stood on the command line. */
export function unpack(flag: string, shape: Shape, given: Value, world: World): Value {
  const value = fromFile(flag, given, world)
  if (!isStructured(shape)) return scalarOrList(flag, shape, value)
  if (looksLikeJson(value)) return fromJson(flag, shape, value)
  return fromShorthand(flag, shape, value, world)
}

/** A single word may name a file. */
function fromFile(flag: string, given: Value, world: World): Value {
  const word = isList(given) && given.length === 1 ? given[0] : given
  if (typeof word !== 'string') return given
  try {
    return fileContent(word, world) ?? given
  } catch (error) {
    if (error instanceof FileFailure) throw parameterFailure(flag, error.message)
    throw error
  }
}

/** Structures, and lists of them: what shorthand is for. */
const isStructured = (shape: Shape): boolean =>
  shape.type === 'structure' ||
  (shape.type === 'list' && (shape.member.type === 'structure' || shape.member.type === 'list'))

function looksLikeJson(value: Value): boolean {
  const first = isList(value) ? value[0] : value
  return typeof first === 'string' && /^[[{]/.test(first.trim())
}

function scalarOrList(flag: string, shape: Shape, value: Value): Value {
  if (shape.type === 'list') return listOfScalars(flag, shape.member, value)
  if (shape.type === 'integer' || shape.type === 'long') return integer(flag, value)
  return value
}

function listOfScalars(flag: string, member: Shape, value: Value): Value {
  const only = isList(value) ? (value.length === 1 ? value[0] : undefined) : value
  if (typeof only === 'string' && only.trim().startsWith('[')) return json(flag, only)
  // A file that holds no JSON array is taken line by line; the AWS CLI would take it letter by letter.
  const items = typeof value === 'string' ? value.split(/\s+/).filter((word) => word !== '') : value
  return isList(items) ? items.map((item) => scalarOrList(flag, member, item)) : items
}

function integer(flag: string, value: Value): Value {
  if (typeof value !== 'string') return value
  const number = parseInteger(value)
  if (number === undefined) throw parameterFailure(flag, `invalid int value: ${quoted(value)}`)
  return number
}

function fromJson(flag: string, shape: Shape, value: Value): Value {
  if (shape.type === 'list') return listFromJson(flag, value)
  const text = isList(value) ? value[0] : value
  if (typeof text !== 'string' || !text.trimStart().startsWith('{')) {
    throw parameterFailure(flag, `Invalid JSON:\n${plainText(text ?? '')}`)
  }
  return json(flag, text)
}

/** One array, or words that each are an object. */
function listFromJson(flag: string, value: Value): Value {
  const words = isList(value) ? value : [value]
  const [first] = words
  if (words.length === 1 && typeof first === 'string' && first.trim().startsWith('[')) return json(flag, first)
  return words.map((word) => {
    if (typeof word !== 'string' || !word.trimStart().startsWith('{')) {
      throw parameterFailure(flag, `Invalid JSON:\n${plainText(word)}`)
    }
    return json(flag, word)
  })
}

function json(flag: string, text: string): Value {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonError) {
      throw parameterFailure(flag, `Invalid JSON: ${error.message}\nJSON received: ${text}`)
    }
    throw error
  }
}

function fromShorthand(flag: string, shape: Shape, value: Value, world: World): Value {
  if (typeof value === 'string' && !value.includes('=') && wrapsText(shape)) return { Value: value }
  const words = isList(value) ? value : typeof value === 'string' ? [value.replace(/\n$/, '')] : [value]
  const parsed = words.map((word) => {
    if (typeof word !== 'string') throw parameterFailure(flag, `Invalid type: ${typeText(word)}, expected text`)
    return convert(flag, shape.type === 'list' ? shape.member : shape, shorthand(flag, word, world), flag)
  })
  return shape.type === 'list' ? parsed : (parsed[0] ?? null)
}

/** A structure around one text called Value may be given as that text. */
function wrapsText(shape: Shape): boolean {
  if (shape.type !== 'structure') return false
  const [[name, member] = [], ...others] = Object.entries(shape.members)
  return others.length === 0 && name === 'Value' && member?.shape.type === 'string'
}

function shorthand(flag: string, word: string, world: World): Value {
  try {
    return parseShorthand(word, (text) => fileContent(text, world) ?? text)
  } catch (error) {
    if (error instanceof ShorthandError) throw parameterFailure(flag, error.message)
    if (error instanceof FileFailure) throw parameterFailure(flag, error.message)
    throw error
  }
}

/** Gives what shorthand has read, all texts, the types of `shape`; what does not fit is left for validation. */
function convert(flag: string, shape: Shape, value: Value, path: string): Value {
  if (shape.type === 'structure') {
    if (!isMap(value)) return value
    for (const [name, member] of Object.entries(shape.members)) {
      const inner = value[name]
      if (inner !== undefined) value[name] = convert(flag, member.shape, inner, name)
    }
    return value
  }
  if (shape.type === 'list') {
    return isList(value) ? value.map((item) => convert(flag, shape.member, item, path)) : [value]
  }
  return typeof value === 'string' ? scalar(flag, shape, value, path) : value
}

function scalar(flag: string, shape: Shape, text: string, path: string): Value {
  if (shape.type === 'boolean') {
    const word = text.toLowerCase()
    return word === 'true' ? true : word === 'false' ? false : text
  }
  if (shape.type === 'integer' || shape.type === 'long') {
    const number = parseInteger(text)
    if (number === undefined) {
      throw new Failure(
        EXIT.wrongCommand,
        `Error parsing parameter '${flag}': ${path} must be an integer, not ${quoted(text)}`,
      )
    }
    return number
  }
  return text
}
