// Writes docs/api-coverage.md: operation by operation what is supported, what differs from AWS, and which tests touch it. Made
// from the model, from tools/coverage/differences.ts and from the names in the tests. `node tools/coverage.ts` after a change
// of any of them; a test says when the committed file is out of date.

import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OPERATIONS } from '../src/model/service.ts'
import type { Operation } from '../src/model/shape.ts'
import { ABSENT, NOTES, REFUSED } from './coverage/differences.ts'
import { coveredBy, membersOf, type NamedMember } from './coverage/members.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const FILE = join(root, 'docs', 'api-coverage.md')

/** Families, each beginning with the operation that is named, in the order of the model. */
const FAMILIES: Readonly<Record<string, string>> = {
  CreateRouteServer: 'Route servers',
  CreateVpc: 'VPCs',
  CreateSubnet: 'Subnets',
  CreateInternetGateway: 'Internet gateways',
  CreateRouteTable: 'Route tables and routes',
  CreateNetworkInterface: 'Network interfaces',
  CreateSecurityGroup: 'Security groups',
  CreateNetworkAcl: 'Network ACLs',
  CreateDhcpOptions: 'DHCP options',
  CreateTags: 'Tags',
  DescribeAvailabilityZones: 'Zones, regions, account',
}

const INTRODUCTION = `# What of the EC2 API is there

Made by \`node tools/coverage.ts\` from the model, from what is known to differ, and from the tests; do not edit.

${OPERATIONS.length} operations: the ${OPERATIONS.filter(({ name }) => name.includes('RouteServer')).length} of the route server family complete, what clients need of VPCs around them, and GetCallerIdentity of STS. Any other action is
answered with \`InvalidAction\`. The names, types, enums and requirements of all parameters and answers are those of the service model of boto3 and
the AWS CLI (\`test/clients/model-botocore.test.ts\`).

For every operation: \`test/clients/every-operation.test.ts\` calls it by bare HTTP, the AWS SDK for JavaScript, boto3, the AWS CLI and \`vrs ec2\`, holds
each answer against the model, and shows that every parameter below is taken and every member of the answer is there, but for those that are
said to be refused or absent. \`every-error.test.ts\` provokes every error code. \`filters.test.ts\` tries every filter, \`paging.test.ts\` the pages.

## Common to all

- Parameters: \`DryRun\` answers \`DryRunOperation\` (412) or \`UnauthorizedOperation\` (403) after all other checks. A parameter that the operation does not have
  is refused (\`UnknownParameter\`); so is a list with a gap.
- The account comes from the access key, the region from the signature. They do not see each other. Any region of AWS's form can be used.
- Reads see every write that was answered. Where AWS takes minutes, states settle at once, or after \`serve --lifecycle-delay\`.
- Client tokens are remembered for 24 hours, \`DescribeRouteServer...\` shows deleted objects for 60 minutes.
- Ids of route servers, endpoints and peers of another form are \`...Malformed\`; all other ids are just unknown (\`...NotFound\`).
- A token for the next page is good for its action, account and region; any other is \`InvalidNextToken\`. \`MaxResults\` may be used together with ids.
- Quotas are those of a new AWS account (\`serve --quotas none\` lifts them); AWS does not document the codes for those of route servers.
- Nothing is throttled; \`RequestLimitExceeded\` means that too many requests are under way at one time.

Tests are in \`test/clients\` and \`src/engine/commands\`. Parameters with \\* are required. Filters also take \`tag:KEY\`, \`tag-key\` and \`tag-value\` where things have tags.
`

/** The whole text of the page. */
export function coveragePage(): string {
  const tests = testFiles()
  const parts = OPERATIONS.map((operation) => section(operation, tests))
  return [INTRODUCTION, ...parts].join('\n')
}

function section(operation: Operation, tests: readonly TestFile[]): string {
  const family = FAMILIES[operation.name]
  const { filters, maxResults } = operation
  const lines = [
    ...(family === undefined ? [] : [`## ${family}`, '']),
    `### ${operation.name}`,
    '',
    operation.doc,
    '',
    ...parameters(operation),
    ...answer(operation),
    ...(filters === undefined ? [] : [`- Filters: ${codes(filters.by.map(({ names }) => names.join(' = ')))}`]),
    ...(maxResults === undefined ? [] : [`- Pages of ${maxResults.min} to ${maxResults.max}`]),
    ...(NOTES[operation.name] ?? []).map((note) => `- Differs: ${note}`),
    `- Tests: ${testsOf(operation, tests).join(', ')}`,
    '',
  ]
  return lines.join('\n')
}

const codes = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ')

/** Parameters that every page of the documentation would repeat. */
const COMMON = new Set(['DryRun', 'NextToken', 'MaxResults', 'Filters'])

function parameters(operation: Operation): readonly string[] {
  const members = membersOf(operation, 'in')
  const refused = members.filter(({ key }) => REFUSED.has(key))
  const isRefused = new Set(refused.map(({ path }) => path))
  const taken = Object.entries(operation.input.members)
    .filter(([name]) => !COMMON.has(name) && !isRefused.has(name))
    .map(([name, { required }]) => `\`${name}\`${required === true ? '\\*' : ''}`)
  return [
    ...(taken.length === 0 ? [] : [`- Parameters: ${taken.join(', ')}`]),
    ...byReason(refused, (key) => `${REFUSED.get(key)?.code ?? ''}|${REFUSED.get(key)?.why ?? ''}`).map(
      ([reason, names]) => {
        const [code = '', why = ''] = reason.split('|')
        return `- Refused: ${codes(names)} (\`${code}\`: ${why})`
      },
    ),
  ]
}

function answer(operation: Operation): readonly string[] {
  const members = membersOf(operation, 'out')
  const names = Object.keys(operation.output.members).filter((name) => name !== 'NextToken')
  const absent = coveredBy(members, ABSENT).filter(({ key }) => ABSENT.has(key))
  return [
    ...(names.length === 0 ? [] : [`- Answer: ${codes(names)}`]),
    ...byReason(absent, (key) => ABSENT.get(key) ?? '').map(
      ([why, paths]) => `- Never in the answer: ${codes(paths)} (${why})`,
    ),
  ]
}

/** Paths grouped by a reason, in the order in which the reasons come up. */
function byReason(members: readonly NamedMember[], reasonOf: (key: string) => string): [string, string[]][] {
  const groups = Map.groupBy(members, ({ key }) => reasonOf(key))
  return [...groups].map(([reason, found]) => [reason, [...new Set(found.map(({ path }) => path))]])
}

interface TestFile {
  readonly name: string
  readonly text: string
}

/** The tests of the engine's commands and of clients. */
function testFiles(): readonly TestFile[] {
  const places = ['test/clients/**/*.{test.ts,py}', 'test/clients/errors/*.ts', 'src/engine/commands/**/*.test.ts']
  const names = globSync(places, { cwd: root })
  return names.toSorted().map((name) => ({ name: shortName(name), text: readFileSync(join(root, name), 'utf8') }))
}

/** `engine/vpc/subnet`, `clients/every-error`: the tables of errors belong to one test. */
const shortName = (file: string): string =>
  file
    .replace(/^src\/engine\/commands\//, 'engine/')
    .replace(/^test\//, '')
    .replace(/^clients\/errors\/.*/, 'clients/every-error')
    .replace(/(\.test)?\.(ts|py)$/, '')

/** A test touches an operation that it names, in the way of the API, of Python or of the command line. */
function testsOf(operation: Operation, files: readonly TestFile[]): readonly string[] {
  const python = operation.name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  const mentions = new RegExp(`\\b(${operation.name}(Command)?|${python}|${python.replaceAll('_', '-')})\\b`)
  const named = files.filter(({ text }) => mentions.test(text)).map(({ name }) => name)
  const byModel = [
    'clients/every-operation',
    ...(operation.filters === undefined ? [] : ['clients/filters']),
    ...(operation.maxResults === undefined ? [] : ['clients/paging']),
  ]
  return [...new Set([...byModel, ...named])].toSorted()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, coveragePage())
