// Hardware addresses of network interfaces: locally administered, and the same for the same interface id.

/** The address of the interface with this id, `0e:` and five octets. */
export function macAddressOf(interfaceId: string): string {
  let high = 0x811c9dc5
  let low = 0x01000193
  for (const c of interfaceId) {
    high = Math.imul(high ^ c.charCodeAt(0), 0x01000193) >>> 0
    low = Math.imul(low + c.charCodeAt(0), 0x85ebca6b) >>> 0
  }
  const octets = [high >>> 24, (high >>> 16) & 255, (high >>> 8) & 255, high & 255, low >>> 24]
  return ['0e', ...octets.map((octet) => octet.toString(16).padStart(2, '0'))].join(':')
}
