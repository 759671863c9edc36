// Random requests of every operation, made from the model alone: what the model allows may be refused with an ApiError, but
// never breaks anything. Ids are mostly ones that exist, blocks and addresses mostly ones that fit.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../base/prng.ts'
import { ApiError } from '../model/errors.ts'
import { operationByName, OPERATIONS } from '../model/service.ts'
import type { NumberShape, Operation, Shape, StringShape, StructureShape } from '../model/shape.ts'
import { commandByAction } from './commands/registry.ts'
import { checkDerived, checkInvariants, checkReferences, checkVpcPart } from './invariants.test.ts'
import { AWS_QUOTAS } from './quotas.ts'
import { TestWorld } from './test-world.test.ts'

/** More of them: VRS_SIM_HISTORIES=1000 node --test src/engine/whole-api.sim.test.ts */
const HISTORIES = Number(process.env['VRS_SIM_HISTORIES'] ?? 12)
const REQUESTS = 400

const ACTIONS = OPERATIONS.filter(({ service }) => service !== 'sts').map(({ name }) => name)
const succeeded = new Map<string, number>()

test('every operation of the model has a command', () => {
  assert.deepEqual(
    ACTIONS.filter((name) => !commandByAction.has(name)),
    [],
  )
  assert.deepEqual(
    [...commandByAction.keys()].filter((name) => !operationByName.has(name)),
    [],
  )
})

for (let seed = 1; seed <= HISTORIES; seed++) {
  test(`whatever is asked, nothing breaks (seed ${seed})`, () => {
    const random = new Prng(seed * 7919)
    const world = newWorld(random)
    for (let n = 0; n < REQUESTS; n++) {
      step(world, random)
      checkDerived(world.state)
      checkReferences(world.region)
      checkVpcPart(world.region)
    }
    checkInvariants(world)
  })
}

test('the requests reach most operations', () => {
  const reached = ACTIONS.filter((name) => (succeeded.get(name) ?? 0) > 0)
  const missing = ACTIONS.filter((name) => !reached.includes(name))
  assert.ok(reached.length >= ACTIONS.length * 0.65, `never succeeded: ${missing.join(', ')}`)
})

function newWorld(random: Prng): TestWorld {
  const world = new TestWorld({
    quotas: AWS_QUOTAS,
    defaultVpc: random.below(4) !== 0,
    lifecycleDelaySeconds: random.below(2),
    tombstoneMinutes: 1,
  })
  world.ask = (ask) =>
    ask.type === 'tableRoutes'
      ? { type: 'tableRoutes', routes: new Map() }
      : { type: 'routingDatabase', areRoutesPersisted: false, routes: [] }
  world.open()
  return world
}

function step(world: TestWorld, random: Prng): void {
  const isRead = random.below(4) === 0
  const action = random.pick(ACTIONS.filter((name) => /^(Describe|Get)/.test(name) === isRead))
  const operation = operationByName.get(action) as Operation
  const request = new Maker(world, random, operation).structure(operation.input)
  const before = world.text()
  try {
    world.callAtOnce(action, request)
    succeeded.set(action, (succeeded.get(action) ?? 0) + 1)
    if (isRead) assert.ok(world.text() === before, `${action} changed something`)
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw new Error(`${action} ${JSON.stringify(request)} broke: ${String(error)}`, { cause: error })
    }
    assert.ok(world.text() === before, `${action} was refused and changed something`)
  }
  if (random.below(3) === 0) world.advance(random.below(2_000))
  if (random.below(100) === 0) world.advance(random.below(90_000))
  if (random.below(100) === 0) world.restart()
}

const BLOCKS = ['10.0.0.0/16', '10.1.0.0/16', '172.31.0.0/16', '192.0.2.0/24', '0.0.0.0/0']
const TEXTS = ['domain-name', 'a', 'b', 'Name', 'default', 'us-east-1a', 'us-east-1b', '*', '']
const KINDS = [
  'vpc',
  'subnet',
  'route-table',
  'internet-gateway',
  'network-interface',
  'security-group',
  'dhcp-options',
]
const FAMILY = ['route-server', 'route-server-endpoint', 'route-server-peer']

/** Optional members without which a call means nothing. */
const OFTEN = new Set(['IpProtocol', 'CidrIp', 'Key', 'ResourceType', 'Values', 'From', 'To'])

/** Makes values of shapes. */
class Maker {
  readonly #world: TestWorld
  readonly #random: Prng
  readonly #operation: Operation

  constructor(world: TestWorld, random: Prng, operation: Operation) {
    this.#world = world
    this.#random = random
    this.#operation = operation
  }

  /**
   * Optional members: often exactly one, since many calls want one of several; else some of them, in the request itself
   * fewer than in structures inside of it.
   */
  structure(shape: StructureShape, depth = 0): Record<string, unknown> {
    const random = this.#random
    const optional = Object.keys(shape.members).filter((name) => shape.members[name]?.required !== true)
    const only = random.below(2) === 0 ? random.pick(['', ...optional]) : undefined
    const made: Record<string, unknown> = {}
    for (const [name, member] of Object.entries(shape.members)) {
      const isDrawn = only === undefined ? random.below(depth === 0 ? 5 : 2) === 0 : name === only
      const isWanted = name === 'DryRun' ? random.below(30) === 0 : isDrawn || OFTEN.has(name)
      if (member.required === true || isWanted) made[name] = this.#value(member.shape, name)
    }
    return made
  }

  #value(shape: Shape, name: string): unknown {
    const random = this.#random
    switch (shape.type) {
      case 'structure':
        return this.structure(shape, 1)
      case 'list':
        return Array.from({ length: 1 + random.below(2) }, () => this.#value(shape.member, name))
      case 'boolean':
        return random.below(2) === 0
      case 'timestamp':
        return '2026-01-31T08:00:00Z'
      case 'string':
        return this.#text(shape, name)
      default:
        return this.#number(shape)
    }
  }

  #number({ min = -1, max = min + 200 }: NumberShape): number {
    const random = this.#random
    return random.below(10) === 0 ? random.pick([min, max, min - 1, max + 1]) : min + random.below(max - min + 1)
  }

  #text(shape: StringShape, name: string): string {
    const random = this.#random
    if (name === 'ResourceType') return this.#kind()
    if (name === 'Name' && this.#operation.filters !== undefined) return this.#filterName()
    if (shape.enum !== undefined) return random.pick(shape.enum)
    switch (shape.format) {
      case 'id':
        return this.#id(shape.idPrefix ?? ['vpc'])
      case 'ipv4':
        return `${random.pick(this.#networks())}.${random.below(20)}`
      case 'ipv6':
        return `2001:db8::${random.below(9)}`
      case 'ipv4-cidr':
        return this.#block()
      case 'ipv6-cidr':
        return random.pick(['2001:db8::/56', '2001:db8::/64', '::/0'])
      default:
        return this.#plainText(name)
    }
  }

  /** Members without a form of their own in the model, by what they are called. */
  #plainText(name: string): string {
    const random = this.#random
    if (/Cidr|Destination/.test(name)) return this.#block()
    if (name === 'IpProtocol') return random.pick(['-1', 'tcp', 'udp', 'icmp', '47', 'x'])
    if (/Ids?$|Resources/.test(name)) return this.#id(['vpc', 'subnet', 'eni', 'sg', 'rs', 'rse', 'rsp', 'rtb', 'igw'])
    return random.pick(TEXTS)
  }

  /** The first three octets of the subnets that are there. */
  #networks(): string[] {
    const blocks = [...this.#world.region.tables.subnet.values()].map(({ cidrBlock = '' }) => cidrBlock)
    return ['10.0.1', ...blocks.map((block) => block.split('.').slice(0, 3).join('.'))]
  }

  #block(): string {
    const random = this.#random
    const [vpc] = [...this.#world.region.tables.vpc.values()].map(({ cidrBlock }) => cidrBlock.split('.').slice(0, 2))
    const inVpc = `${(vpc ?? ['10', '0']).join('.')}.${128 + random.below(8)}.0/${random.pick([24, 28])}`
    return random.below(2) === 0 ? inVpc : random.pick(BLOCKS)
  }

  /** A kind that fits the action, so that tags on creation are accepted. */
  #kind(): string {
    const action = this.#operation.name.toLowerCase()
    const fits = [...KINDS, ...FAMILY].filter((kind) => action.endsWith(kind.replaceAll('-', '')))
    return this.#random.below(5) === 0 || fits.length === 0 ? this.#random.pick(KINDS) : this.#random.pick(fits)
  }

  #filterName(): string {
    const names = this.#operation.filters?.by.flatMap((filter) => filter.names) ?? []
    return this.#random.pick([...names, 'tag:Name', 'nothing'])
  }

  /** An id that stands somewhere in the state, or one that nothing has. */
  #id(prefixes: readonly string[]): string {
    const prefix = this.#random.pick(prefixes)
    const pattern = new RegExp(`"(${prefix}-[0-9a-f]{17})"`, 'g')
    const known = [...new Set([...this.#world.text().matchAll(pattern)].map(([, id]) => id as string))]
    return known.length === 0 || this.#random.below(20) === 0 ? `${prefix}-00000bad` : this.#random.pick(known)
  }
}
