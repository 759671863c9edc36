// Attributes and attachments of network interfaces. EC2 API 2016-11-15, ModifyNetworkInterfaceAttribute,
// AttachNetworkInterface and their siblings.

import type { Operation, StructureShape } from '../shape.ts'
import { boolean, dryRun, integer, listOf, looseIdOf, string } from '../shared-shapes.ts'
import {
  AttributeBooleanValue,
  AttributeValue,
  ConnectionTrackingSpecificationRequest,
  GroupIdentifier,
  NetworkInterfaceAttachment,
} from './shapes.ts'

export const describeNetworkInterfaceAttribute = {
  name: 'DescribeNetworkInterfaceAttribute',
  doc: 'Tells one attribute of a network interface.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      Attribute: {
        shape: {
          type: 'string',
          enum: ['description', 'groupSet', 'sourceDestCheck', 'attachment', 'associatePublicIpAddress'],
          loose: true,
        },
        doc: 'Which attribute to tell.',
      },
    },
  },
  output: {
    type: 'structure',
    members: {
      Attachment: { shape: NetworkInterfaceAttachment, doc: 'Attachment to an instance.' },
      Description: { shape: AttributeValue, doc: 'Description.' },
      Groups: { shape: listOf(GroupIdentifier), wire: 'groupSet', doc: 'Security groups.' },
      NetworkInterfaceId: { shape: string, doc: 'Id of the network interface.' },
      SourceDestCheck: {
        shape: AttributeBooleanValue,
        doc: 'Whether only traffic from and to its own addresses is let through.',
      },
      AssociatePublicIpAddress: { shape: boolean, doc: 'Whether it gets a public address.' },
    },
  },
} as const satisfies Operation

export const EnaSrdUdpSpecification = {
  type: 'structure',
  name: 'EnaSrdUdpSpecification',
  members: {
    EnaSrdUdpEnabled: { shape: boolean, doc: 'Whether ENA Express is on for UDP.' },
  },
} as const satisfies StructureShape

export const EnaSrdSpecification = {
  type: 'structure',
  name: 'EnaSrdSpecification',
  members: {
    EnaSrdEnabled: { shape: boolean, doc: 'Whether ENA Express is on.' },
    EnaSrdUdpSpecification: { shape: EnaSrdUdpSpecification, doc: 'ENA Express settings for UDP.' },
  },
} as const satisfies StructureShape

export const NetworkInterfaceAttachmentChanges = {
  type: 'structure',
  name: 'NetworkInterfaceAttachmentChanges',
  members: {
    DefaultEnaQueueCount: { shape: boolean, doc: 'Goes back to the default number of ENA queues.' },
    EnaQueueCount: { shape: integer, doc: 'How many ENA queues.' },
    AttachmentId: { shape: looseIdOf('eni-attach'), doc: 'Id of the attachment.' },
    DeleteOnTermination: { shape: boolean, doc: 'Whether it is deleted with the instance.' },
  },
} as const satisfies StructureShape

export const modifyNetworkInterfaceAttribute = {
  name: 'ModifyNetworkInterfaceAttribute',
  doc: 'Changes one attribute of a network interface.',
  input: {
    type: 'structure',
    members: {
      EnaSrdSpecification: { shape: EnaSrdSpecification, doc: 'ENA Express settings.' },
      EnablePrimaryIpv6: { shape: boolean, doc: 'Whether the first IPv6 address is the primary one.' },
      ConnectionTrackingSpecification: {
        shape: ConnectionTrackingSpecificationRequest,
        doc: 'Time-outs of connection tracking.',
      },
      AssociatePublicIpAddress: { shape: boolean, doc: 'Whether it gets a public address.' },
      AssociatedSubnetIds: {
        shape: listOf(looseIdOf('subnet'), 'SubnetId'),
        query: 'AssociatedSubnetId',
        doc: 'Ids of further subnets.',
      },
      DryRun: dryRun,
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      Description: { shape: AttributeValue, doc: 'Description.' },
      SourceDestCheck: {
        shape: AttributeBooleanValue,
        doc: 'Whether only traffic from and to its own addresses is let through.',
      },
      Groups: { shape: listOf(looseIdOf('sg'), 'SecurityGroupId'), query: 'SecurityGroupId', doc: 'Security groups.' },
      Attachment: { shape: NetworkInterfaceAttachmentChanges, doc: 'Attachment to an instance.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const resetNetworkInterfaceAttribute = {
  name: 'ResetNetworkInterfaceAttribute',
  doc: 'Turns the source/destination check of a network interface on again.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      SourceDestCheck: { shape: string, doc: 'Say true to turn the check on again.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const attachNetworkInterface = {
  name: 'AttachNetworkInterface',
  doc: 'Attaches a network interface to an instance.',
  input: {
    type: 'structure',
    members: {
      NetworkCardIndex: { shape: integer, doc: 'Number of the network card.' },
      EnaSrdSpecification: { shape: EnaSrdSpecification, doc: 'ENA Express settings.' },
      EnaQueueCount: { shape: integer, doc: 'How many ENA queues.' },
      DryRun: dryRun,
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      InstanceId: { shape: string, required: true, doc: 'Id of the instance.' },
      DeviceIndex: { shape: integer, required: true, doc: 'Number of the device at the instance.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      AttachmentId: { shape: string, doc: 'Id of the attachment.' },
      NetworkCardIndex: { shape: integer, doc: 'Number of the network card.' },
    },
  },
} as const satisfies Operation

export const detachNetworkInterface = {
  name: 'DetachNetworkInterface',
  doc: 'Detaches a network interface from its instance.',
  input: {
    type: 'structure',
    members: {
      DryRun: dryRun,
      AttachmentId: { shape: looseIdOf('eni-attach'), required: true, doc: 'Id of the attachment.' },
      Force: { shape: boolean, doc: 'Detaches without waiting for the instance.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation
