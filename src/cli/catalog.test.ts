import assert from 'node:assert/strict'
import test from 'node:test'
import { OPERATIONS } from '../model/service.ts'
import { kebab } from './arguments/names.ts'
import { loadOperation, operationNames, SERVICES } from './catalog.ts'

test('the catalog has every operation of the model, and nothing else', async () => {
  const names = SERVICES.flatMap((service) => operationNames(service).map((name) => `${service} ${name}`))
  const expected = OPERATIONS.map((o) => `${o.service ?? 'ec2'} ${kebab(o.name)}`)
  assert.deepEqual(names.toSorted(), expected.toSorted())
  for (const operation of OPERATIONS) assert.equal(await loadOperation(kebab(operation.name)), operation)
})
