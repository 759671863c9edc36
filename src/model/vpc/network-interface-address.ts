// Secondary addresses of network interfaces. EC2 API 2016-11-15, AssignPrivateIpAddresses and its siblings.

import type { Operation, StructureShape } from '../shape.ts'
import {
  boolean,
  integer,
  listOf,
  looseIdOf,
  looseIpv4,
  looseIpv4Cidr,
  looseIpv6,
  looseIpv6Cidr,
  string,
} from '../shared-shapes.ts'
import { Ipv4PrefixSpecification } from './shapes.ts'

export const AssignedPrivateIpAddress = {
  type: 'structure',
  name: 'AssignedPrivateIpAddress',
  members: {
    PrivateIpAddress: { shape: string, doc: 'The address.' },
  },
} as const satisfies StructureShape

export const assignPrivateIpAddresses = {
  name: 'AssignPrivateIpAddresses',
  doc: 'Gives secondary IPv4 addresses to a network interface.',
  input: {
    type: 'structure',
    members: {
      Ipv4Prefixes: { shape: listOf(looseIpv4Cidr, 'String'), query: 'Ipv4Prefix', doc: 'IPv4 prefixes.' },
      Ipv4PrefixCount: { shape: integer, doc: 'How many IPv4 prefixes.' },
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      PrivateIpAddresses: { shape: listOf(looseIpv4, 'String'), query: 'PrivateIpAddress', doc: 'IPv4 addresses.' },
      SecondaryPrivateIpAddressCount: { shape: integer, doc: 'How many secondary IPv4 addresses to choose.' },
      AllowReassignment: { shape: boolean, doc: 'Whether addresses may be taken from another network interface.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      NetworkInterfaceId: { shape: string, doc: 'Id of the network interface.' },
      AssignedPrivateIpAddresses: {
        shape: listOf(AssignedPrivateIpAddress),
        wire: 'assignedPrivateIpAddressesSet',
        doc: 'The addresses given.',
      },
      AssignedIpv4Prefixes: {
        shape: listOf(Ipv4PrefixSpecification),
        wire: 'assignedIpv4PrefixSet',
        doc: 'The prefixes given.',
      },
    },
  },
} as const satisfies Operation

export const unassignPrivateIpAddresses = {
  name: 'UnassignPrivateIpAddresses',
  doc: 'Takes secondary IPv4 addresses from a network interface.',
  input: {
    type: 'structure',
    members: {
      Ipv4Prefixes: { shape: listOf(looseIpv4Cidr, 'String'), query: 'Ipv4Prefix', doc: 'IPv4 prefixes.' },
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      PrivateIpAddresses: { shape: listOf(looseIpv4, 'String'), query: 'PrivateIpAddress', doc: 'IPv4 addresses.' },
    },
  },
  output: { type: 'structure', members: {} },
} as const satisfies Operation

export const assignIpv6Addresses = {
  name: 'AssignIpv6Addresses',
  doc: 'Gives IPv6 addresses to a network interface.',
  input: {
    type: 'structure',
    members: {
      Ipv6PrefixCount: { shape: integer, doc: 'How many IPv6 prefixes.' },
      Ipv6Prefixes: { shape: listOf(looseIpv6Cidr, 'String'), query: 'Ipv6Prefix', doc: 'IPv6 prefixes.' },
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      Ipv6Addresses: { shape: listOf(looseIpv6, 'String'), doc: 'IPv6 addresses.' },
      Ipv6AddressCount: { shape: integer, doc: 'How many IPv6 addresses to choose.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      AssignedIpv6Addresses: { shape: listOf(string, 'String'), doc: 'The addresses given.' },
      AssignedIpv6Prefixes: {
        shape: listOf(string, 'String'),
        wire: 'assignedIpv6PrefixSet',
        doc: 'The prefixes given.',
      },
      NetworkInterfaceId: { shape: string, doc: 'Id of the network interface.' },
    },
  },
} as const satisfies Operation

export const unassignIpv6Addresses = {
  name: 'UnassignIpv6Addresses',
  doc: 'Takes IPv6 addresses from a network interface.',
  input: {
    type: 'structure',
    members: {
      Ipv6Prefixes: { shape: listOf(looseIpv6Cidr, 'String'), query: 'Ipv6Prefix', doc: 'IPv6 prefixes.' },
      NetworkInterfaceId: { shape: looseIdOf('eni'), required: true, doc: 'Id of the network interface.' },
      Ipv6Addresses: { shape: listOf(looseIpv6, 'String'), doc: 'IPv6 addresses.' },
    },
  },
  output: {
    type: 'structure',
    members: {
      NetworkInterfaceId: { shape: string, doc: 'Id of the network interface.' },
      UnassignedIpv6Addresses: { shape: listOf(string, 'String'), doc: 'The addresses taken.' },
      UnassignedIpv6Prefixes: {
        shape: listOf(string, 'String'),
        wire: 'unassignedIpv6PrefixSet',
        doc: 'The prefixes taken.',
      },
    },
  },
} as const satisfies Operation
