import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIpv4 } from '../base/ip.ts'
import { Prng } from '../base/prng.ts'
import { AddressBook, availableAddressCount, lowestFreeAddress, usableRange } from './addresses.ts'

test('the first four addresses and the last are nobody’s', () => {
  assert.equal(lowestFreeAddress('10.0.1.0/24', undefined), '10.0.1.4')
  assert.equal(availableAddressCount('10.0.1.0/24', undefined), 251)
  assert.equal(availableAddressCount('10.0.1.0/28', undefined), 11)
  const range = usableRange('10.0.1.0/28')
  assert.deepEqual(range && [formatIpv4(range.first), formatIpv4(range.last)], ['10.0.1.4', '10.0.1.14'])
})

test('a full subnet has no free address, until one is given back', () => {
  const book = bookOf('10.0.1.0/28')
  for (let n = 4; n <= 14; n++) book.add(`10.0.1.${n}`)
  assert.equal(lowestFreeAddress('10.0.1.0/28', book), undefined)
  assert.equal(availableAddressCount('10.0.1.0/28', book), 0)
  book.delete('10.0.1.9')
  assert.equal(lowestFreeAddress('10.0.1.0/28', book), '10.0.1.9')
})

test('the lowest free address is what a search from the start finds', () => {
  const random = new Prng(3)
  const book = bookOf('10.0.1.0/26')
  const used = new Set<string>()
  for (let step = 0; step < 2_000; step++) {
    const address = `10.0.1.${random.below(64)}`
    if (used.delete(address)) book.delete(address)
    else book.add([...used.add(address)].at(-1) as string)
    const first = Array.from({ length: 59 }, (_, i) => `10.0.1.${i + 4}`).find((one) => !used.has(one))
    assert.equal(lowestFreeAddress('10.0.1.0/26', book), first)
    assert.deepEqual(book.words().map(formatIpv4).sort(), [...used].sort())
  }
})

const bookOf = (block: string): AddressBook => new AddressBook(usableRange(block)?.first ?? 0)
