// The language in which the API is written down. An operation is a value; its TypeScript type, its query parser,
// validator, XML writer, command-line options, help and documentation are all read from that value.
//
// Names on the wire (EC2 Query, see docs/design): a member's name in answers is `wire`, else its own name with a small
// first letter. Its name in requests is `query`, else `wire` with a capital first letter, else its own name. Lists are
// always flat in requests (Name.1, Name.2) and hold <item> elements in answers.

export interface StringShape {
  readonly type: 'string'
  /** The values that are allowed, in the order of the API. */
  readonly enum?: readonly string[]
  /** What the text must look like; checked by the server and, before sending, by the command line. */
  readonly format?: 'ipv4' | 'ipv6' | 'ipv4-cidr' | 'ipv6-cidr' | 'id' | 'token'
  /** For format id: the prefixes allowed, for example `rs`. */
  readonly idPrefix?: readonly string[]
  /** The service does not refuse another form as such: it looks the value up, or has a message of its own for it. */
  readonly loose?: true
  readonly min?: number
  readonly max?: number
}
export interface NumberShape {
  readonly type: 'integer' | 'long' | 'double'
  /** Bounds that the service checks. */
  readonly min?: number
  readonly max?: number
  /** The lower bound that SDKs and the AWS CLI check before sending, where the API model has one. */
  readonly clientMin?: number
}
export interface BooleanShape {
  readonly type: 'boolean'
}
export interface TimestampShape {
  readonly type: 'timestamp'
}
export interface ListShape {
  readonly type: 'list'
  readonly member: Shape
  /** Name of the element's shape in the API, printed by skeletons ("String"). */
  readonly memberName?: string
  readonly max?: number
}
export interface StructureShape {
  readonly type: 'structure'
  /** Name of the shape in the API. */
  readonly name?: string
  readonly members: Readonly<Record<string, Member>>
}
export type Shape = StringShape | NumberShape | BooleanShape | TimestampShape | ListShape | StructureShape

export interface Member {
  readonly shape: Shape
  readonly required?: true
  /** Name in answers, when it is not the member's name with a small first letter. */
  readonly wire?: string
  /** Name in requests, when it is not `wire` with a capital first letter or the member's name. */
  readonly query?: string
  /** SDKs and the command line fill it with a UUID when the caller gives none. */
  readonly idempotencyToken?: true
  /** One sentence of our own, for help and documentation. */
  readonly doc: string
}

/** How the SDKs and the AWS CLI page an operation, where the API defines a paginator. */
export interface Paginator {
  readonly inputToken: 'NextToken'
  readonly outputToken: 'NextToken'
  readonly limitKey: 'MaxResults'
  readonly resultKey: string
}

/** A filter name that a describe call takes, and where its value is found: dotted member names of the result item. */
export interface FilterDefinition {
  /** As in `Filter.1.Name`; also in older spellings. */
  readonly names: readonly string[]
  /** Member names from the result item to the value; lists on the way match if any element does. */
  readonly path: readonly string[]
  /** The value is a CIDR block: one with host bits in the filter matches the block that it lies in. */
  readonly cidr?: true
}

export interface Operation {
  readonly name: string
  readonly doc: string
  readonly input: StructureShape
  readonly output: StructureShape
  readonly paginate?: Paginator
  /** For describe calls: the member of the output that lists the items, and the filters on them. */
  readonly filters?: { readonly over: string; readonly by: readonly FilterDefinition[] }
  /** Bounds of MaxResults that the service enforces. */
  readonly maxResults?: { readonly min: number; readonly max: number }
  /** The service it belongs to; ec2 when absent. */
  readonly service?: 'ec2' | 'sts'
}

type RequiredKeys<M> = { [K in keyof M]: M[K] extends { readonly required: true } ? K : never }[keyof M]

/** The TypeScript type of a shape: what a validated request or a response holds. */
export type Infer<S> = S extends { readonly type: 'string'; readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: 'string' | 'timestamp' }
    ? string
    : S extends { readonly type: 'integer' | 'long' | 'double' }
      ? number
      : S extends { readonly type: 'boolean' }
        ? boolean
        : S extends { readonly type: 'list'; readonly member: infer M }
          ? readonly Infer<M>[]
          : S extends { readonly type: 'structure'; readonly members: infer M }
            ? { readonly [K in RequiredKeys<M>]: M[K] extends { readonly shape: infer T } ? Infer<T> : never } & {
                readonly [K in Exclude<keyof M, RequiredKeys<M>>]?: M[K] extends { readonly shape: infer T }
                  ? Infer<T> | undefined
                  : never
              }
            : never

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** Name of a member in a request. */
export const queryName = (name: string, member: Member): string =>
  member.query ?? (member.wire === undefined ? name : capital(member.wire))
/** Name of a member in an answer. */
export const wireName = (name: string, member: Member): string => member.wire ?? small(name)
