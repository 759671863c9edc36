// The clients that can play a scenario: bare HTTP, the AWS SDK for JavaScript, boto3, the AWS CLI, and our own command.
// Each takes an action with its input and gives the answer as members of the API.

import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import * as ec2 from '@aws-sdk/client-ec2'
import * as sts from '@aws-sdk/client-sts'
import { readError, type ReadError } from '../../../src/ec2/error-document.ts'
import { encodeForm, formatQuery, type WireParameters } from '../../../src/ec2/format-query.ts'
import { readResponse } from '../../../src/ec2/read-xml.ts'
import { operationByName } from '../../../src/model/service.ts'
import type { Operation } from '../../../src/model/shape.ts'
import { awsEnvironment, vrs } from '../../harness.ts'
import { requires } from '../../requires.ts'

/** Makes a call and resolves with its answer. */
export type Caller = (action: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>

export const operationOf = (action: string): Operation => {
  const operation = operationByName.get(action)
  assert.ok(operation, `there is no operation ${action}`)
  return operation
}

export interface Reply {
  readonly status: number
  readonly document: string
  readonly headers: Headers
  /** Present when the answer is an error. */
  readonly error: ReadError | undefined
}

/** A call of the bare protocol, unsigned or with headers of its own. */
export async function post(
  endpoint: string,
  parameters: WireParameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: encodeForm(parameters),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
  const document = await answer.text()
  const error = answer.status === 200 ? undefined : readError(document)
  return { status: answer.status, document, headers: answer.headers, error }
}

/** Bare HTTP; `see` is given the document of every answer. */
export const bareCaller =
  (endpoint: string, see: (operation: Operation, document: string) => void): Caller =>
  async (action, input) => {
    const operation = operationOf(action)
    const { error, document } = await post(endpoint, formatQuery(operation, input))
    assert.equal(error, undefined, `${action} ${JSON.stringify(input)}: ${error?.code ?? ''} ${error?.message ?? ''}`)
    see(operation, document)
    return readResponse(operation, document).response
  }

interface AnyClient {
  send(command: unknown): Promise<object>
  destroy(): void
}
type Commands = Readonly<Record<string, new (input: unknown) => object>>

/** The AWS SDK for JavaScript. */
export function sdkCaller(t: TestContext, endpoint: string, region = 'us-east-1'): Caller {
  const settings = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 }
  const clients = { ec2: new ec2.EC2Client(settings), sts: new sts.STSClient(settings) }
  const commands = { ec2: ec2 as unknown as Commands, sts: sts as unknown as Commands }
  t.after(() => Object.values(clients).forEach((client) => client.destroy()))
  return async (action, input) => {
    const service = operationOf(action).service ?? 'ec2'
    const Command = commands[service][`${action}Command`]
    assert.ok(Command, `the SDK has no ${action}Command`)
    const answer = await (clients[service] as unknown as AnyClient).send(new Command(input))
    return { ...answer, $metadata: undefined }
  }
}

/** Our own command line, one process for each call. */
export const vrsCaller =
  (endpoint: string): Caller =>
  async (action, input) => {
    const service = operationOf(action).service ?? 'ec2'
    const args = [service, commandName(action), '--no-paginate', '--cli-input-json', JSON.stringify(input)]
    const { code, stdout, stderr } = await vrs(args, endpoint)
    assert.equal(code, 0, `${action}: ${stderr}`)
    return stdout.trim() === '' ? {} : JSON.parse(stdout)
  }

/** CreateRouteServerPeer is create-route-server-peer; AssignIpv6Addresses assign-ipv6-addresses. */
export const commandName = (action: string): string => action.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()

const PYTHON = join(import.meta.dirname, 'python_callers.py')

/** Why the clients that are written in Python cannot run here. */
export function pythonMissing(module: 'boto3' | 'awscli'): false | string {
  const why = requires({ optional: ['python3'] })
  if (why !== false) return why
  try {
    const ask = `import ${module}, boto3; boto3.client('ec2', region_name='us-east-1').create_route_server_peer`
    execFileSync('python3', ['-c', ask], { stdio: 'ignore' })
    return false
  } catch (error) {
    return `optional client not on this machine: ${module} (${error instanceof Error ? error.name : 'error'})`
  }
}

/** boto3 or the AWS CLI, in one Python process for all calls: starting Python for each would take minutes. */
export function pythonCaller(t: TestContext, endpoint: string, client: 'boto3' | 'awscli'): Caller {
  const home = process.env['HOME']
  const env = { ...awsEnvironment(endpoint), ...(home === undefined ? {} : { HOME: home }), AWS_CONFIG_FILE: '/none' }
  const child = spawn('python3', [PYTHON, endpoint, client], { env })
  t.after(() => child.kill())
  const replies = linesOf(child)
  return async (action, input) => {
    const service = operationOf(action).service ?? 'ec2'
    child.stdin.write(`${JSON.stringify({ service, action, command: commandName(action), input })}\n`)
    const { value, done } = await replies.next()
    assert.notEqual(done, true, `${client} ended at ${action}`)
    const reply = JSON.parse(value as string) as { readonly answer?: unknown; readonly error?: string }
    assert.equal(reply.error, undefined, `${action}: ${reply.error ?? ''}`)
    return reply.answer
  }
}

function linesOf(child: ChildProcessWithoutNullStreams): AsyncIterator<string> {
  child.stderr.pipe(process.stderr)
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]()
}
