import assert from 'node:assert/strict'
import test from 'node:test'
import { announceServer, isRunningServer, runningServers } from './running-servers.ts'

test('a server is known from the moment it is announced until it is taken back', () => {
  const address = `127.0.0.1:${40000 + (process.pid % 9999)}`
  assert.equal(isRunningServer(address), false)
  const withdraw = announceServer(address)
  assert.equal(isRunningServer(address), true)
  assert.ok(runningServers().includes(address))
  withdraw()
  assert.equal(isRunningServer(address), false)
})
