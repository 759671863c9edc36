import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Prng } from '../base/prng.ts'
import { openToken, sealToken } from './paginate.ts'
import { SCOPE, TestWorld, at } from './test-world.test.ts'

const list = (world: TestWorld, request: object): unknown => world.call('DescribeRouteServers', request)
const idsIn = (answer: unknown): string[] =>
  (at(answer, 'RouteServers') as unknown[]).map((server) => at(server, 'RouteServerId') as string)

/** All pages from the first on. */
function pages(world: TestWorld, request: object, between: () => void = () => {}): string[][] {
  const found: string[][] = []
  let token: unknown
  do {
    const answer = list(world, token === undefined ? request : { ...request, NextToken: token })
    found.push(idsIn(answer))
    token = at(answer, 'NextToken')
    between()
  } while (token !== undefined)
  return found
}

test('pages in creation order; the last one has no token, even when it is full', () => {
  const world = new TestWorld()
  const ids = Array.from({ length: 10 }, () => world.routeServer())
  assert.deepEqual(idsIn(list(world, {})), ids)
  assert.deepEqual(pages(world, { MaxResults: 5 }), [ids.slice(0, 5), ids.slice(5)])
  assert.deepEqual(
    pages(world, { MaxResults: 6 }).map((page) => page.length),
    [6, 4],
  )
  assert.deepEqual(pages(world, { MaxResults: 1000 }), [ids])
})

test('bounds of MaxResults', () => {
  const world = new TestWorld()
  for (const action of ['DescribeRouteServers', 'DescribeRouteServerEndpoints', 'DescribeRouteServerPeers']) {
    for (const MaxResults of [-1, 0, 4, 1001]) {
      assert.equal(world.refused(action, { MaxResults }).code, 'InvalidParameterValue')
    }
  }
})

test('with ids and filters too', () => {
  const world = new TestWorld()
  const ids = Array.from({ length: 12 }, (_, n) => world.routeServer({ AmazonSideAsn: (n % 2) + 1 }))
  const even = ids.filter((_, n) => n % 2 === 0)
  const Filters = [{ Name: 'amazon-side-asn', Values: ['1'] }]
  assert.deepEqual(pages(world, { MaxResults: 5, Filters }), [even.slice(0, 5), even.slice(5)])
  const RouteServerIds = [...ids].reverse().concat(ids)
  assert.deepEqual(pages(world, { MaxResults: 10, RouteServerIds }), [ids.slice(0, 10), ids.slice(10)])
})

test('while things come and go nothing is shown twice, and nothing that stays is left out', () => {
  const random = new Prng(11)
  for (let round = 0; round < 20; round++) {
    const world = new TestWorld({ tombstoneMinutes: 0 })
    const ids = Array.from({ length: 40 }, () => world.routeServer())
    const gone = new Set<string>()
    const shown = pages(world, { MaxResults: 5 + random.below(6) }, () => {
      if (ids.length < 80) ids.push(world.routeServer())
      for (const id of [random.pick(ids), random.pick(ids)]) {
        if (gone.has(id)) continue
        gone.add(id)
        world.call('DeleteRouteServer', { RouteServerId: id })
        world.settle()
      }
      if (random.below(4) === 0) world.restart()
    }).flat()
    assert.equal(new Set(shown).size, shown.length)
    for (const id of ids.slice(0, 40).filter((one) => !gone.has(one))) assert.ok(shown.includes(id))
  }
})

test('a token belongs to one action in one account and region, and is not to be made up', () => {
  const world = new TestWorld()
  for (let n = 0; n < 6; n++) world.routeServer()
  const token = at(list(world, { MaxResults: 5 }), 'NextToken') as string
  assert.equal(world.refused('DescribeRouteServerPeers', { NextToken: token }).code, 'InvalidNextToken')
  const flipped = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
  for (const bad of [flipped, 'x', `${token}00`, token.slice(2), ' ', 'ff', '00', '__proto__', 'a'.repeat(10_000)]) {
    assert.equal(world.refused('DescribeRouteServers', { NextToken: bad }).code, 'InvalidNextToken', bad)
  }
  for (const text of ['', '-1', '1e3', 'NaN', '99999999999999999', '1 2']) {
    const forged = sealToken('DescribeRouteServers', SCOPE, text)
    assert.equal(world.refused('DescribeRouteServers', { NextToken: forged }).code, 'InvalidNextToken', text)
  }
  world.scope = { ...SCOPE, region: 'eu-west-1' }
  assert.equal(world.refused('DescribeRouteServers', { NextToken: token }).code, 'InvalidNextToken')
})

test('a token gives back what was put into it', () => {
  for (const text of ['', 'a b', '192.0.2.0/24 ü', '1'.repeat(1_000)]) {
    assert.equal(openToken('A', SCOPE, sealToken('A', SCOPE, text)), text)
  }
})
