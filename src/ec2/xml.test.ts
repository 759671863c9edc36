// Answers and errors: what is written is XML 1.0 of the form that clients take, and is read back.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApiError } from '../model/errors.ts'
import { operationByName, OPERATIONS } from '../model/service.ts'
import type { Operation, Shape } from '../model/shape.ts'
import { readError, writeError } from './error-document.ts'
import { readResponse } from './read-xml.ts'
import { writeResponse } from './write-xml.ts'
import { parseXml } from './xml-reader.ts'

const operation = (name: string): Operation => operationByName.get(name) as Operation

test('an answer to a describe call has every list wrapper, and absent scalars are absent', () => {
  const document = writeResponse(
    operation('DescribeRouteServers'),
    { RouteServers: [{ RouteServerId: 'rs-1', AmazonSideAsn: 65000, SnsNotificationsEnabled: false }] },
    'id-1',
  )
  assert.equal(
    document,
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<DescribeRouteServersResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>id-1</requestId>' +
      '<routeServerSet><item><routeServerId>rs-1</routeServerId><amazonSideAsn>65000</amazonSideAsn><tagSet/>' +
      '<snsNotificationsEnabled>false</snsNotificationsEnabled></item></routeServerSet></DescribeRouteServersResponse>',
  )
})

test('an answer to a create call has no list that the response lacks', () => {
  const document = writeResponse(operation('CreateRouteServer'), { RouteServer: { RouteServerId: 'rs-1' } }, 'i')
  assert.doesNotMatch(document, /tagSet/)
})

test('an answer without data says return true', () => {
  assert.match(
    writeResponse(operation('DeleteVpc'), {}, 'i'),
    /<requestId>i<\/requestId><return>true<\/return><\/DeleteVpcResponse>$/,
  )
})

test('an answer of STS is plain AWS Query', () => {
  const document = writeResponse(operation('GetCallerIdentity'), { UserId: 'u', Account: '1', Arn: 'a' }, 'i')
  assert.equal(
    document.slice(document.indexOf('\n') + 1),
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
      '<UserId>u</UserId><Account>1</Account><Arn>a</Arn></GetCallerIdentityResult>' +
      '<ResponseMetadata><RequestId>i</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
  )
  assert.deepEqual(readResponse(operation('GetCallerIdentity'), document), {
    requestId: 'i',
    response: { UserId: 'u', Account: '1', Arn: 'a' },
  })
})

test('values are escaped, and characters that XML cannot carry are replaced', () => {
  const value = '<a href="x">&\'\r\n\u0000\u001f\ud800\ufffe ü😀]]>'
  const tags = [{ Key: 'k', Value: value, ResourceId: 'vpc-1', ResourceType: 'vpc' }]
  const document = writeResponse(operation('DescribeTags'), { Tags: tags }, 'i')
  assert.doesNotMatch(document, /<a|(?!\n)\p{Cc}|\ufffe|\p{Surrogate}/u)
  const [tag] = readResponse(operation('DescribeTags'), document).response['Tags'] as [{ Value: string }]
  assert.equal(tag.Value, '<a href="x">&\'\r\n\ufffd\ufffd\ufffd\ufffd ü😀]]>')
})

test('every operation of the model: an answer that is written is read back in the order of the model', () => {
  for (const one of OPERATIONS) {
    fc.assert(
      fc.property(valueOf(one.output), (response) => {
        const { response: read } = readResponse(one, writeResponse(one, response as Record<string, unknown>, 'i'))
        assert.equal(JSON.stringify(read), JSON.stringify(asRead(one, response)))
      }),
      { numRuns: 15 },
    )
  }
})

/** What a reader sees of a response: describe calls send empty lists, and an operation without data says so. */
function asRead(one: Operation, response: unknown): unknown {
  const lists = /^(Describe|Get)/.test(one.name) && !one.name.endsWith('Attribute') && one.service !== 'sts'
  const isReturn = Object.keys(one.output.members).join() === 'Return'
  if (isReturn && Object.keys(response as object).length === 0) return { Return: true }
  return fill(one.output, response, lists)
}

function fill(shape: Shape, value: unknown, lists: boolean): unknown {
  if (shape.type === 'list') return (value as unknown[]).map((item) => fill(shape.member, item, lists))
  if (shape.type !== 'structure') return value
  const members = Object.entries(shape.members).map(([name, { shape: inner }]) => {
    const content = (value as Record<string, unknown>)[name] ?? (lists && inner.type === 'list' ? [] : undefined)
    return [name, content === undefined ? undefined : fill(inner, content, lists)]
  })
  return Object.fromEntries(members)
}

test('errors of both forms are written and read', () => {
  const error = new ApiError('InvalidVpcID.NotFound', "The vpc ID '<x>' does not exist")
  assert.equal(
    writeError(error, 'r', 'ec2').split('\n')[1],
    '<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>' +
      '<Message>The vpc ID &apos;&lt;x&gt;&apos; does not exist</Message></Error></Errors><RequestID>r</RequestID></Response>',
  )
  assert.match(
    writeError(error, 'r', 'sts'),
    /<ErrorResponse xmlns="[^"]*"><Error><Type>Sender<\/Type><Code>.*<RequestId>r</,
  )
  for (const form of ['ec2', 'sts'] as const) {
    assert.deepEqual(readError(writeError(error, 'r', form)), {
      code: error.code,
      message: error.message,
      requestId: 'r',
    })
  }
  assert.equal(readError('<html/>'), undefined)
})

test('the reader refuses what is not XML, or more than it needs', () => {
  const wrong = [
    '',
    'text',
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a>x</a>y',
    '<a b></a>',
    '<a b=c/>',
    '<a b="<"/>',
    '<a>&nbsp;</a>',
    '<a>&amp</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>\u0001</a>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<!DOCTYPE a><a/>',
    '<a><![CDATA[x</a>',
    '<1/>',
    '<a'.repeat(3),
    '<a>'.repeat(100) + '</a>'.repeat(100),
  ]
  for (const text of wrong) assert.throws(() => parseXml(text), { name: 'XmlError' }, text.slice(0, 60))
})

test('the reader takes what servers may send', () => {
  const text = `\ufeff<?xml version="1.0"?><!-- note --><p:a xmlns:p='u' b = "c&quot;"><b>1<!-- x -->2&#x41;&#66;</b><c><![CDATA[<&]]></c><d/></p:a>\n`
  const root = parseXml(text)
  assert.equal(root.name, 'a')
  assert.deepEqual(
    root.children.map(({ name, text: inner }) => [name, inner]),
    [
      ['b', '12AB'],
      ['c', '<&'],
      ['d', ''],
    ],
  )
})

test('any text: an XmlError or an element, in time that grows with its length', () => {
  const piece = fc.constantFrom(
    '<a',
    '<a>',
    '</a>',
    '<a b="',
    '"',
    '>',
    '&',
    '&amp;',
    '<!--',
    '-->',
    '<![CDATA[',
    ' x=',
    '<?',
    '?>',
    'é',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      try {
        parseXml(pieces.join(''))
      } catch (error) {
        assert.equal((error as Error).name, 'XmlError')
      }
    }),
    { numRuns: 500 },
  )
})

function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(shape.members).map(([name, member]) => [name, valueOf(member.shape)] as const)
      return fc.record(Object.fromEntries(members), { requiredKeys: [] })
    }
    case 'list':
      return fc.array(valueOf(shape.member), { maxLength: 2 })
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'long':
      return fc.integer()
    case 'double':
      return fc.integer().map((n) => n / 4)
    default:
      return fc.string({ unit: fc.constantFrom('a', 'B', ' ', '<', '&', '>', '"', "'", 'ü', '😀', '\n') })
  }
}
