// --cli-auto-prompt on a real terminal, which `script` makes: what is typed, what is shown, what is run.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { VRS } from '../../src/lab/vrs-process.ts'
import { awsEnvironment, folder, serve } from '../harness.ts'
import { requires } from '../requires.ts'

const skip = requires({ programs: ['script'] })

interface Screen {
  /** Resolves when `text` has been written since the last time. */
  readonly shows: (text: string) => Promise<void>
  readonly type: (keys: string) => void
  readonly ended: Promise<{ readonly code: number; readonly output: string }>
}

function open(t: TestContext, endpoint: string, words: string, env: Record<string, string> = {}): Screen {
  const command = `${process.execPath} ${VRS} ${words}`
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { ...awsEnvironment(endpoint), HOME: folder(t), TERM: 'xterm', AWS_PAGER: '', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  let output = ''
  let seen = 0
  let wake: () => void = () => undefined
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part
    wake()
  })
  const shows = async (text: string): Promise<void> => {
    for (;;) {
      const at = output.indexOf(text, seen)
      if (at >= 0) {
        seen = at + text.length
        return
      }
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const ended = new Promise<{ code: number; output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? -1, output }))
  })
  return { shows, ended, type: (keys) => void child.stdin.write(keys) }
}

test('a command is put together from suggestions and run', { skip }, async (t) => {
  const { endpoint } = await serve(t)
  const screen = open(t, endpoint, 'ec2 --cli-auto-prompt')
  await screen.shows('> vrs ec2 ')
  screen.type('descrouserv')
  await screen.shows('describe-route-servers')
  screen.type('\t\r')
  await screen.shows('--route-server-ids')
  screen.type('--query RouteServers')
  await screen.shows('RouteServers')
  screen.type('\r')
  const { code, output } = await screen.ended
  assert.equal(code, 0)
  assert.ok(output.replaceAll('\r', '').endsWith('> vrs ec2 describe-route-servers --query RouteServers\n[]\n'), output)
})

test('Ctrl-C ends the prompt with 130 after the line', { skip }, async (t) => {
  const { endpoint } = await serve(t)
  const screen = open(t, endpoint, 'ec2 describe-vpcs --cli-auto-prompt')
  await screen.shows('> vrs ec2 describe-vpcs ')
  screen.type('\u0003')
  const { code, output } = await screen.ended
  assert.equal(code, 130)
  assert.ok(output.replaceAll('\r', '').includes('> vrs ec2 describe-vpcs \n'), output)
})

test(
  'on-partial: a command that is right is run, one that is wrong is asked about without its error',
  { skip },
  async (t) => {
    const { endpoint } = await serve(t)
    const env = { AWS_CLI_AUTO_PROMPT: 'on-partial' }
    const right = await open(t, endpoint, 'ec2 describe-route-servers', env).ended
    assert.deepEqual([right.code, right.output.includes('> vrs')], [0, false])
    const wrong = open(t, endpoint, 'ec2 describe-route-servers --nope', env)
    await wrong.shows('> vrs ec2 describe-route-servers --nope ')
    wrong.type('\u0003')
    const { output } = await wrong.ended
    assert.ok(!output.includes('Unknown options'), output)
  },
)

test('Ctrl-C while a call waits: a newline and 130', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1')
  t.after(() => silent.close())
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const words = [VRS, 'ec2', 'describe-vpcs', '--endpoint-url', `http://127.0.0.1:${port}`]
  const child = spawn(process.execPath, words, { env: awsEnvironment(''), stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [socket] = (await once(silent, 'connection')) as [Socket]
  t.after(() => socket.destroy())
  let output = ''
  child.stdout.on('data', (part: Buffer) => (output += part.toString()))
  child.kill('SIGINT')
  const [code] = (await once(child, 'close')) as [number]
  assert.deepEqual([code, output], [130, '\n'])
})
