// A server as users run it (the built `vrs serve`), for tests with real clients: one for each test, on a free port,
// ended by its pid when the test ends.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { EC2Client } from '@aws-sdk/client-ec2'
import { VRS, VrsProcess, startServer } from '../src/lab/vrs-process.ts'

export interface Served {
  readonly endpoint: string
  readonly bgpPort: number
  readonly server: VrsProcess
}

/** A server that ends with the test. */
export async function serve(t: TestContext, flags: readonly string[] = ['--memory']): Promise<Served> {
  const { process: server, endpoint, bgpPort } = await startServer(flags)
  t.after(async () => {
    await server.stop()
  })
  return { endpoint, bgpPort, server }
}

/** A new folder that is removed with the test. */
export function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vrs-test-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A client of the AWS SDK for the server. */
export function sdk(t: TestContext, endpoint: string, region = 'us-east-1'): EC2Client {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new EC2Client({ endpoint, region, credentials, maxAttempts: 1 })
  t.after(() => client.destroy())
  return client
}

/** Environment that points the AWS CLI, boto3 and `vrs ec2` at the server, and away from files of the user. */
export const awsEnvironment = (endpoint: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  AWS_ENDPOINT_URL: endpoint,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
})

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end; a code other than 0 is a result, not an error. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env, maxBuffer: 64 << 20, ...(cwd === undefined ? {} : { cwd }) }
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, stdout, stderr })
    })
  })
}

/**
 * Second octet of the test's VPC and loopback addresses: test files run at the same time, and all processes of a machine
 * share the loopback addresses and the BFD port.
 */
export const NET = 10 + (process.pid % 240)
export const vpcAddress = (host: number): string => `10.${NET}.1.${host}`
export const loopbackOf = (address: string): string => address.replace(/^\d+/, '127')

/** Runs the built `vrs`. */
export const vrs = (args: readonly string[], endpoint: string): Promise<Ran> =>
  run(process.execPath, [VRS, ...args], awsEnvironment(endpoint))

/** A `vrs appliance` that ends with the test. */
export function appliance(t: TestContext, flags: readonly string[]): VrsProcess {
  const one = new VrsProcess(['appliance', ...flags])
  t.after(async () => {
    one.signal('SIGCONT')
    await one.stop('SIGKILL')
  })
  return one
}

/** Asks again until the answer passes; rejects after 30 seconds with the last answer. */
export async function eventually<T>(what: string, ask: () => Promise<T>, passes: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + 30_000
  for (;;) {
    const answer = await ask()
    if (passes(answer)) return answer
    if (performance.now() > deadline) throw new Error(`not within 30 s: ${what}; last answer ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
