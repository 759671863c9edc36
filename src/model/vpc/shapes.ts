// Shapes that several families of the VPC part share.

import type { StructureShape } from '../shape.ts'
import { boolean, enumOf, integer, string, timestamp } from '../shared-shapes.ts'

export const Ipv6AddressAttribute = enumOf('public', 'private')

export const IpSource = enumOf('amazon', 'byoip', 'none')

export const BlockPublicAccessStates = {
  type: 'structure',
  name: 'BlockPublicAccessStates',
  members: {
    InternetGatewayBlockMode: {
      shape: enumOf('off', 'block-bidirectional', 'block-ingress'),
      doc: 'Which way through internet gateways is blocked.',
    },
  },
} as const satisfies StructureShape

export const AttributeBooleanValue = {
  type: 'structure',
  name: 'AttributeBooleanValue',
  members: {
    Value: { shape: boolean, doc: 'The value.' },
  },
} as const satisfies StructureShape

export const AttachmentStatus = enumOf('attaching', 'attached', 'detaching', 'detached')

export const ConnectionTrackingSpecificationRequest = {
  type: 'structure',
  name: 'ConnectionTrackingSpecificationRequest',
  members: {
    TcpEstablishedTimeout: { shape: integer, doc: 'Seconds that idle TCP connections are tracked.' },
    UdpStreamTimeout: { shape: integer, doc: 'Seconds that idle UDP streams are tracked.' },
    UdpTimeout: { shape: integer, doc: 'Seconds that single UDP flows are tracked.' },
  },
} as const satisfies StructureShape

export const AttachmentEnaSrdUdpSpecification = {
  type: 'structure',
  name: 'AttachmentEnaSrdUdpSpecification',
  members: {
    EnaSrdUdpEnabled: { shape: boolean, doc: 'Whether ENA Express is on for UDP.' },
  },
} as const satisfies StructureShape

export const AttachmentEnaSrdSpecification = {
  type: 'structure',
  name: 'AttachmentEnaSrdSpecification',
  members: {
    EnaSrdEnabled: { shape: boolean, doc: 'Whether ENA Express is on.' },
    EnaSrdUdpSpecification: { shape: AttachmentEnaSrdUdpSpecification, doc: 'ENA Express settings for UDP.' },
  },
} as const satisfies StructureShape

export const NetworkInterfaceAttachment = {
  type: 'structure',
  name: 'NetworkInterfaceAttachment',
  members: {
    AttachTime: { shape: timestamp, doc: 'When it was attached.' },
    AttachmentId: { shape: string, doc: 'Id of the attachment.' },
    DeleteOnTermination: { shape: boolean, doc: 'Whether it is deleted with the instance.' },
    DeviceIndex: { shape: integer, doc: 'Number of the device at the instance.' },
    NetworkCardIndex: { shape: integer, doc: 'Number of the network card.' },
    InstanceId: { shape: string, doc: 'Id of the instance.' },
    InstanceOwnerId: { shape: string, doc: 'Account that owns the instance.' },
    Status: { shape: AttachmentStatus, doc: 'State of the attachment.' },
    EnaSrdSpecification: { shape: AttachmentEnaSrdSpecification, doc: 'ENA Express settings.' },
    EnaQueueCount: { shape: integer, doc: 'How many ENA queues.' },
  },
} as const satisfies StructureShape

export const GroupIdentifier = {
  type: 'structure',
  name: 'GroupIdentifier',
  members: {
    GroupId: { shape: string, doc: 'Id of the security group.' },
    GroupName: { shape: string, doc: 'Name of the security group.' },
  },
} as const satisfies StructureShape

export const Ipv4PrefixSpecification = {
  type: 'structure',
  name: 'Ipv4PrefixSpecification',
  members: {
    Ipv4Prefix: { shape: string, doc: 'The prefix.' },
  },
} as const satisfies StructureShape

export const AttributeValue = {
  type: 'structure',
  name: 'AttributeValue',
  members: {
    Value: { shape: string, doc: 'The value.' },
  },
} as const satisfies StructureShape
