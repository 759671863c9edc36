// Resource ids: a prefix, a dash and 17 lower-case hexadecimal digits (8 in old resources, which are accepted).

export const ID_PREFIXES = {
  'route-server': 'rs',
  'route-server-endpoint': 'rse',
  'route-server-peer': 'rsp',
  vpc: 'vpc',
  subnet: 'subnet',
  'route-table': 'rtb',
  'route-table-association': 'rtbassoc',
  'internet-gateway': 'igw',
  'network-interface': 'eni',
  'network-interface-attachment': 'eni-attach',
  'security-group': 'sg',
  'security-group-rule': 'sgr',
  'network-acl': 'acl',
  'network-acl-association': 'aclassoc',
  'dhcp-options': 'dopt',
  'vpc-cidr-block-association': 'vpc-cidr-assoc',
  'subnet-cidr-block-association': 'subnet-cidr-assoc',
} as const

export type IdKind = keyof typeof ID_PREFIXES

/** An id of `kind` from 17 hexadecimal digits. */
export const formatId = (kind: IdKind, digits: string): string => `${ID_PREFIXES[kind]}-${digits}`

/** Whether `text` has the form of an id of `kind`: prefix, dash, 8 or 17 lower-case hexadecimal digits. */
export function isId(kind: IdKind, text: string): boolean {
  const prefix = ID_PREFIXES[kind]
  return text.startsWith(`${prefix}-`) && /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(text.slice(prefix.length + 1))
}

/** The kind that an id's prefix names, whatever follows; undefined for an unknown prefix. */
export function kindOfId(text: string): IdKind | undefined {
  const prefix = /^([a-z-]+)-[0-9a-f]*$/.exec(text)?.[1]
  const found = Object.entries(ID_PREFIXES).find(([, p]) => p === prefix)
  return found?.[0] as IdKind | undefined
}
