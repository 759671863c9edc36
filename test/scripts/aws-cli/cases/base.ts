// Words that many cases share.

export const EP = ['--endpoint-url', '$EP']
const CREATE = ['ec2', 'create-route-server-peer', '--route-server-endpoint-id', 'rse-0b1c2d3e4f5060001']
export const ADDRESS = ['--peer-address', '10.0.0.9']
export const BGP = ['--bgp-options', 'PeerAsn=65000']

/** A complete create-route-server-peer, with `words` after it. */
export const createPeer = (...words: readonly string[]): string[] => [...CREATE, ...ADDRESS, ...BGP, ...words, ...EP]
/** The same with another text for --bgp-options. */
export const withBgp = (...words: readonly string[]): string[] => [
  ...CREATE,
  ...ADDRESS,
  '--bgp-options',
  ...words,
  ...EP,
]
/** With tags. */
export const withTags = (...words: readonly string[]): string[] => createPeer('--tag-specifications', ...words)
/** A list of peers. */
export const peers = (...words: readonly string[]): string[] => ['ec2', 'describe-route-server-peers', ...words, ...EP]
/** One association, by what it is asked with. */
export const associations = (...words: readonly string[]): string[] => [
  'ec2',
  'get-route-server-associations',
  '--route-server-id',
  'rs-0a1b2c3d4e5f60001',
  '--query',
  'RouteServerAssociations[0].State',
  ...words,
]
export { CREATE }
