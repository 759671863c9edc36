// Answers: output formats, --query, paging, errors and retries.

import type { Case } from '../case.ts'
import type { Reply } from '../stub.ts'
import { createPeer, EP, peers, withTags } from './base.ts'

const FORMATS = ['json', 'text', 'table', 'yaml', 'yaml-stream'] as const
const CALLS: Readonly<Record<string, readonly string[]>> = {
  peers: ['describe-route-server-peers'],
  servers: ['describe-route-servers'],
  endpoints: ['describe-route-server-endpoints'],
  associations: ['get-route-server-associations', '--route-server-id', 'rs-1'],
  propagations: ['get-route-server-propagations', '--route-server-id', 'rs-1'],
  database: ['get-route-server-routing-database', '--route-server-id', 'rs-1'],
  enable: ['enable-route-server-propagation', '--route-server-id', 'rs-1', '--route-table-id', 'rtb-1'],
  delete: ['delete-route-server-peer', '--route-server-peer-id', 'rsp-1'],
}
const QUERIES: Readonly<Record<string, string>> = {
  ids: 'RouteServerPeers[].RouteServerPeerId',
  multihash: 'RouteServerPeers[].{Id:RouteServerPeerId,Asn:BgpOptions.PeerAsn,Up:BgpStatus.Status}',
  multilist: 'RouteServerPeers[].[RouteServerPeerId,BgpOptions.PeerAsn,FailureReason]',
  scalar: 'RouteServerPeers[0].PeerAddress',
  number: 'RouteServerPeers[0].BgpOptions.PeerAsn',
  null: 'Nope',
  length: 'length(RouteServerPeers)',
  boolean: "RouteServerPeers[0].State == 'available'",
  'empty-list': "RouteServerPeers[?State=='x']",
  structure: 'RouteServerPeers[0].BgpOptions',
  'with-tags': 'RouteServerPeers[].{Id:RouteServerPeerId,Tags:Tags}',
  'filter-number': 'RouteServerPeers[?BgpOptions.PeerAsn > `65010`].PeerAddress',
  sorted: 'sort_by(RouteServerPeers,&PeerAddress)[-1].PeerAddress',
  joined: "join(', ', RouteServerPeers[].PeerAddress)",
  'all-tags': 'RouteServerPeers[].Tags[]',
  'tag-pipe': "RouteServerPeers[].Tags[?Key=='env'].Value | []",
  'literal-float': '`1.5`',
  'to-string': 'to_string(RouteServerPeers[0].BgpOptions)',
  keys: 'keys(RouteServerPeers[0].BgpOptions)',
  slice: 'RouteServerPeers[1:3].PeerAddress',
}
const RUNTIME: Readonly<Record<string, string>> = {
  'unknown-function': 'nope(RouteServerPeers)',
  'extension-function': 'split(`,`, `"a,b"`)',
  'wrong-type': 'length(RouteServerPeers[0].BgpOptions.PeerAsn)',
  'wrong-arity': 'length()',
}

const document = (code: string, message: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`
const error = (status: number, code: string, message: string): Reply => ({ status, body: document(code, message) })
const INTERNAL = error(500, 'InternalError', 'An internal error has occurred')

const outputCases: Case[] = Object.entries(CALLS).flatMap(([name, words]) =>
  FORMATS.map((format): Case => ({
    name: `output/${name}-${format}`,
    argv: ['ec2', ...words, '--output', format, ...EP],
  })),
)
const queryCases: Case[] = Object.entries(QUERIES).flatMap(([name, query]) =>
  FORMATS.map((format): Case => ({
    name: `query/${name}-${format}`,
    argv: peers('--query', query, '--output', format),
  })),
)
const pagedCases: Case[] = FORMATS.flatMap((format): Case[] => [
  { name: `page/all-${format}`, argv: peers('--output', format), server: { pageSize: 2 } },
  {
    name: `page/max-items-${format}`,
    argv: peers('--max-items', '3', '--output', format, '--query', 'RouteServerPeers[].PeerAddress'),
    server: { pageSize: 2 },
    ...(format === 'text'
      ? {
          ours: {
            why: 'prints the token line, as a later fix of the AWS CLI does',
            stdout:
              '10.0.0.1\t10.0.0.2\n10.0.0.3\nNEXTTOKEN\teyJOZXh0VG9rZW4iOiAiYzNSMVlpMXZabVp6WlhRNk1nPT0iLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==\n',
          },
        }
      : {}),
  },
  {
    name: `page/count-${format}`,
    argv: peers('--query', 'length(RouteServerPeers)', '--output', format),
    server: { pageSize: 2 },
  },
])

export const ANSWER_CASES: readonly Case[] = [
  ...outputCases,
  ...queryCases,
  ...pagedCases,
  ...FORMATS.map((format): Case => ({
    name: `output/create-${format}`,
    argv: withTags('ResourceType=route-server-peer,Tags=[{Key=b,Value=2},{Key=a,Value=1}]', '--output', format),
  })),
  ...Object.entries(RUNTIME).map(([name, query]): Case => ({
    name: `query/${name}`,
    argv: peers('--query', query),
    ours: { why: 'another JMESPath library says why', code: 255, stdout: '', stderrHas: '\n' },
  })),
  {
    name: 'output/color-on',
    argv: ['ec2', 'describe-route-server-peers', '--output', 'table', '--color', 'on', ...EP],
  },
  { name: 'output/color-on-json', argv: peers('--color', 'on', '--query', 'RouteServerPeers[0]') },
  { name: 'output/table-narrow', argv: peers('--output', 'table', '--query', 'RouteServerPeers[].{A:PeerAddress}') },
  { name: 'output/table-title-wider', argv: peers('--output', 'table', '--query', '{a:`1`,b:`2`}') },
  { name: 'output/empty-json', argv: peers('--filters', 'Name=state,Values=none') },
  { name: 'output/empty-text', argv: peers('--filters', 'Name=state,Values=none', '--output', 'text') },
  { name: 'output/empty-table', argv: peers('--filters', 'Name=state,Values=none', '--output', 'table') },
  { name: 'output/empty-yaml', argv: peers('--filters', 'Name=state,Values=none', '--output', 'yaml') },
  {
    name: 'output/anchors',
    argv: peers('--output', 'yaml', '--query', '[RouteServerPeers[0].BgpOptions,RouteServerPeers[0].BgpOptions]'),
  },
  { name: 'query/twice', argv: peers('--query', 'RouteServerPeers[0]', '--query', 'RouteServerPeers[0].State') },
  { name: 'query/not-on-errors', argv: createPeer('--dry-run', '--query', 'x') },
  {
    name: 'page/exact-boundary',
    argv: peers('--max-items', '2', '--query', '[NextToken,length(RouteServerPeers)]'),
    server: { pageSize: 2 },
  },
  { name: 'page/max-items-whole', argv: peers('--max-items', '3'), server: { pageSize: 2 } },
  { name: 'page/max-items-first-page', argv: peers('--max-items', '1', '--query', 'NextToken') },
  {
    name: 'page/max-items-3',
    argv: peers('--max-items', '3', '--query', 'RouteServerPeers[].RouteServerPeerId'),
    server: { pageSize: 2 },
  },
  { name: 'page/max-items-many', argv: peers('--max-items', '99', '--query', 'keys(@)'), server: { pageSize: 2 } },
  { name: 'page/max-items-zero', argv: peers('--max-items', '0'), server: { pageSize: 2 } },
  { name: 'page/max-items-negative', argv: peers('--max-items', '-1'), server: { pageSize: 2 } },
  {
    name: 'page/text-token',
    argv: ['ec2', 'describe-route-server-endpoints', '--max-items', '1', '--output', 'text', ...EP],
  },
  {
    name: 'page/starting-token-ours',
    argv: peers(
      '--starting-token',
      'eyJOZXh0VG9rZW4iOiAiYzNSMVlpMXZabVp6WlhRNk1nPT0iLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==',
      '--query',
      'RouteServerPeers[].PeerAddress',
    ),
    server: { pageSize: 2 },
  },
  {
    name: 'page/starting-token-null',
    argv: peers(
      '--starting-token',
      'eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==',
      '--query',
      'RouteServerPeers[].PeerAddress',
    ),
  },
  {
    name: 'page/starting-token-service',
    argv: peers('--starting-token', 'c3R1Yi1vZmZzZXQ6NA==', '--query', 'RouteServerPeers[].PeerAddress'),
    server: { pageSize: 2 },
  },
  {
    name: 'page/starting-token-old',
    argv: peers('--starting-token', 'c3R1Yi1vZmZzZXQ6Mg==___1', '--query', 'RouteServerPeers[].PeerAddress'),
    server: { pageSize: 2 },
  },
  {
    name: 'page/starting-token-and-max',
    argv: peers('--starting-token', 'c3R1Yi1vZmZzZXQ6Mg==', '--max-items', '1'),
    server: { pageSize: 2 },
  },
  { name: 'page/page-size', argv: peers('--page-size', '5', '--query', 'length(RouteServerPeers)') },
  { name: 'page/page-size-small', argv: peers('--page-size', '2') },
  { name: 'page/no-paginate', argv: peers('--no-paginate'), server: { pageSize: 2 } },
  { name: 'page/no-paginate-text', argv: peers('--no-paginate', '--output', 'text'), server: { pageSize: 2 } },
  { name: 'page/no-paginate-max-items', argv: peers('--no-paginate', '--max-items', '2'), server: { pageSize: 2 } },
  {
    name: 'page/no-paginate-all-three',
    argv: peers('--no-paginate', '--max-items', '2', '--page-size', '5', '--starting-token', 'x'),
  },
  {
    name: 'page/no-paginate-zero',
    argv: peers('--no-paginate', '--max-items', '0', '--query', 'length(RouteServerPeers)'),
  },
  { name: 'page/max-results-off', argv: peers('--max-results', '5', '--max-items', '1') },
  {
    name: 'page/next-token',
    argv: peers('--next-token', 'c3R1Yi1vZmZzZXQ6NA==', '--query', 'RouteServerPeers[].PeerAddress'),
  },
  { name: 'page/same-token-twice', argv: peers(), server: { pageSize: 2, sameToken: true } },
  {
    name: 'page/error-on-second',
    argv: peers('--output', 'text', '--query', 'RouteServerPeers[].PeerAddress'),
    server: {
      replies: [
        {
          status: 200,
          body: '<DescribeRouteServerPeersResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><routeServerPeerSet><item><peerAddress>10.0.0.1</peerAddress></item></routeServerPeerSet><nextToken>t</nextToken></DescribeRouteServerPeersResponse>',
        },
        error(400, 'InvalidNextToken', 'bad'),
      ],
    },
  },
  {
    name: 'page/database-not-paged',
    argv: ['ec2', 'get-route-server-routing-database', '--route-server-id', 'rs-1', '--query', 'NextToken', ...EP],
  },
  {
    name: 'page/database-max-items',
    argv: ['ec2', 'get-route-server-routing-database', '--route-server-id', 'rs-1', '--max-items', '1', ...EP],
  },
  {
    name: 'errors/400',
    argv: createPeer(),
    server: {
      always: error(
        400,
        'InvalidRouteServerEndpointId.NotFound',
        'The route server endpoint ID &apos;x&apos; does not exist',
      ),
    },
  },
  {
    name: 'errors/403',
    argv: createPeer(),
    server: { always: error(403, 'UnauthorizedOperation', 'You are not authorized') },
  },
  { name: 'errors/412', argv: createPeer(), server: { always: error(412, 'DryRunOperation', 'x') } },
  { name: 'errors/500-always', argv: createPeer(), server: { always: INTERNAL } },
  { name: 'errors/500-once', argv: createPeer(), server: { replies: [INTERNAL] } },
  {
    name: 'errors/500-500-400',
    argv: createPeer(),
    server: { replies: [INTERNAL, INTERNAL, error(400, 'IncorrectState', 'no')] },
  },
  {
    name: 'errors/attempts-1-400',
    argv: createPeer(),
    env: { AWS_MAX_ATTEMPTS: '1' },
    server: { always: error(400, 'IncorrectState', 'no') },
  },
  {
    name: 'output/missing-members',
    argv: peers('--output', 'text', '--query', 'RouteServerPeers[].[FailureReason,State]'),
  },
  {
    name: 'output/nested-lists',
    argv: [
      'ec2',
      'get-route-server-routing-database',
      '--route-server-id',
      'rs-1',
      '--query',
      'Routes[].[Prefix,AsPaths,RouteInstallationDetails[].RouteTableId]',
      '--output',
      'text',
      ...EP,
    ],
  },
  {
    name: 'output/nested-lists-table',
    argv: [
      'ec2',
      'get-route-server-routing-database',
      '--route-server-id',
      'rs-1',
      '--query',
      'Routes[].{P:Prefix,A:AsPaths,T:RouteInstallationDetails[].RouteTableId}',
      '--output',
      'table',
      ...EP,
    ],
  },
  {
    name: 'output/list-of-lists-table',
    argv: peers('--query', 'RouteServerPeers[].[RouteServerPeerId,State]', '--output', 'table'),
  },
  { name: 'output/ragged-table', argv: peers('--query', '[[`1`,`2`],[`3`]]', '--output', 'table') },
  { name: 'output/scalar-table', argv: peers('--query', 'RouteServerPeers[0].State', '--output', 'table') },
  { name: 'output/scalars-table', argv: peers('--query', 'RouteServerPeers[].State', '--output', 'table') },
  { name: 'output/empty-string-table', argv: peers('--query', "''", '--output', 'table') },
  { name: 'output/false-table', argv: peers('--query', '`false`', '--output', 'table') },
  {
    name: 'output/wide-table',
    argv: [
      'ec2',
      'describe-route-servers',
      '--output',
      'table',
      '--query',
      'RouteServers[].{A:RouteServerId,B:SnsTopicArn,C:PersistRoutesState,D:State,E:AmazonSideAsn}',
      ...EP,
    ],
  },
  { name: 'query/max-by', argv: peers('--query', 'max_by(RouteServerPeers,&BgpOptions.PeerAsn).PeerAddress') },
  { name: 'query/map-not-null', argv: peers('--query', 'map(&not_null(FailureReason,State),RouteServerPeers)') },
  {
    name: 'query/sum-avg',
    argv: peers('--query', '[sum(RouteServerPeers[].BgpOptions.PeerAsn),length(RouteServerPeers)]'),
  },
  { name: 'query/avg', argv: peers('--query', 'avg(RouteServerPeers[:2].BgpOptions.PeerAsn)') },
  { name: 'query/backtick-word', argv: peers('--query', 'RouteServerPeers[?State==`available`].PeerAddress') },
  { name: 'query/raw-string', argv: peers('--query', "RouteServerPeers[?starts_with(State,'de')].PeerAddress") },
  {
    name: 'query/contains-tags',
    argv: peers('--query', "RouteServerPeers[?contains(Tags[].Key,'env')].PeerAddress", '--output', 'text'),
  },
  { name: 'query/flatten-wildcard', argv: peers('--query', 'RouteServerPeers[].BgpOptions.* | [0]') },
  {
    name: 'query/or-and-not',
    argv: peers('--query', "RouteServerPeers[?BgpStatus.Status=='up' && !(FailureReason || State=='x')].PeerAddress"),
  },
  {
    name: 'query/reverse-join',
    argv: peers('--query', "join('-',reverse(RouteServerPeers[].PeerAddress))", '--output', 'text'),
  },
  { name: 'query/type-to-number', argv: peers('--query', "[type(@),to_number('12'),to_number('x'),to_array(`1`)]") },
  { name: 'query/merge-keys', argv: peers('--query', 'keys(merge(RouteServerPeers[0].BgpOptions,`{"z":1}`))') },
  {
    name: 'query/ceil-floor-abs',
    argv: peers('--query', '[ceil(`1.2`),floor(`1.8`),abs(`-3`),max(`[1,3,2]`),min(`[1,3,2]`)]'),
  },
  { name: 'errors/501', argv: createPeer(), server: { always: error(501, 'NotImplemented', 'no') } },
  {
    name: 'errors/502-html',
    argv: createPeer(),
    server: { always: { status: 502, body: '<html><body>Bad Gateway</body></html>' } },
  },
  { name: 'errors/503-empty', argv: createPeer(), server: { always: { status: 503, body: '' } } },
  { name: 'errors/503-once', argv: createPeer(), server: { replies: [error(503, 'ServiceUnavailable', 'later')] } },
  {
    name: 'errors/504-text',
    argv: createPeer(),
    server: { always: { status: 504, body: 'gateway timeout' } },
    ours: {
      why: 'another XML reader says why',
      code: 255,
      stdout: '',
      stderrHas: "invalid XML received. Further retries may succeed:\nb'gateway timeout'\n",
    },
  },
  {
    name: 'errors/throttled',
    argv: createPeer(),
    server: { replies: [error(503, 'RequestLimitExceeded', 'slow down')] },
  },
  { name: 'errors/throttled-400', argv: createPeer(), server: { replies: [error(400, 'Throttling', 'slow down')] } },
  { name: 'errors/429-unknown', argv: createPeer(), server: { always: error(429, 'Whatever', 'x') } },
  { name: 'errors/attempts-1', argv: createPeer(), env: { AWS_MAX_ATTEMPTS: '1' }, server: { always: INTERNAL } },
  { name: 'errors/attempts-2', argv: createPeer(), env: { AWS_MAX_ATTEMPTS: '2' }, server: { always: INTERNAL } },
  { name: 'errors/attempts-0', argv: createPeer(), env: { AWS_MAX_ATTEMPTS: '0' } },
  { name: 'errors/attempts-word', argv: createPeer(), env: { AWS_MAX_ATTEMPTS: 'many' } },
  { name: 'errors/legacy-mode', argv: createPeer(), env: { AWS_RETRY_MODE: 'legacy' } },
  {
    name: 'errors/adaptive-mode',
    argv: createPeer('--query', 'RouteServerPeer.State'),
    env: { AWS_RETRY_MODE: 'adaptive' },
  },
  {
    name: 'errors/same-token-on-retry',
    argv: ['ec2', 'create-route-server', '--amazon-side-asn', '1', '--client-token', 't', ...EP],
    server: { replies: [INTERNAL] },
  },
  {
    name: 'errors/not-xml',
    argv: createPeer(),
    server: { always: { status: 200, body: 'hello' } },
    ours: {
      why: 'another XML reader says why',
      code: 255,
      stdout: '',
      stderrHas: "invalid XML received. Further retries may succeed:\nb'hello'",
    },
  },
  {
    name: 'errors/empty-200',
    argv: createPeer(),
    server: { always: { status: 200, body: '' } },
    ours: {
      why: 'another XML reader says why',
      code: 255,
      stdout: '',
      stderrHas: 'invalid XML received. Further retries may succeed:',
    },
  },
  { name: 'errors/other-xml-200', argv: createPeer(), server: { always: { status: 200, body: '<hello/>' } } },
  {
    name: 'errors/unknown-elements',
    argv: createPeer(),
    server: {
      always: {
        status: 200,
        body: '<CreateRouteServerPeerResponse><requestId>x</requestId><routeServerPeer><peerAddress>1.2.3.4</peerAddress><new>1</new><state>available</state><routeServerPeerId>rsp-9</routeServerPeerId></routeServerPeer></CreateRouteServerPeerResponse>',
      },
    },
  },
  {
    name: 'errors/400-not-xml',
    argv: createPeer(),
    server: { always: { status: 400, body: 'no' } },
    ours: { why: 'another XML reader says why', code: 255, stdout: '', stderrHas: 'invalid XML received' },
  },
  {
    name: 'errors/404-html',
    argv: createPeer(),
    server: { always: { status: 404, body: '<html><body>Not Found</body></html>' } },
  },
  {
    name: 'errors/redirect',
    argv: createPeer(),
    server: { always: { status: 301, body: document('Moved', 'elsewhere') } },
  },
  {
    name: 'errors/reset',
    argv: createPeer(),
    env: { AWS_MAX_ATTEMPTS: '2' },
    server: { always: { status: 0, body: '', instead: 'reset' } },
  },
  { name: 'errors/reset-once', argv: createPeer(), server: { replies: [{ status: 0, body: '', instead: 'reset' }] } },
  {
    name: 'errors/read-timeout',
    argv: createPeer('--cli-read-timeout', '1'),
    env: { AWS_MAX_ATTEMPTS: '1' },
    server: { always: { status: 0, body: '', instead: 'hang' } },
  },
  {
    name: 'errors/refused',
    argv: ['ec2', 'describe-route-servers', '--endpoint-url', 'http://127.0.0.1:1'],
    env: { AWS_MAX_ATTEMPTS: '1' },
  },
  {
    name: 'errors/refused-path',
    argv: ['ec2', 'describe-route-servers', '--endpoint-url', 'http://127.0.0.1:1/a/b?c=d'],
    env: { AWS_MAX_ATTEMPTS: '1' },
  },
]
