// The commands: services with operations, which speak the AWS CLI's language, and our own.

import { OPERATIONS } from '../model/service.ts'
import type { Operation } from '../model/shape.ts'
import { kebab } from './arguments/names.ts'

export const SERVICES = ['ec2', 'sts'] as const
export type Service = (typeof SERVICES)[number]

/** Our own commands, with what they do. `serve` and `appliance` are programs of their own. */
export const OWN_COMMANDS: Readonly<Record<string, string>> = {
  serve: 'Run the server: API and routers.',
  status: 'Show all route servers, and warn of what keeps routes from arriving.',
  watch: 'Watch the BGP and BFD state of all peers (watch peers).',
  teardown: 'Delete a route server and all that depends on it, in the right order.',
  explain: 'Say why a route won, lost or was refused.',
  trace: 'Say which interface a packet reaches, and by which route.',
  completion: 'Print the completion script for bash, zsh or fish.',
  appliance: 'Run a small BGP and BFD device, for demos and tests.',
}

export const serviceOf = (operation: Operation): Service => operation.service ?? 'ec2'

/** Names of the operations of a service, sorted as the AWS CLI lists them. */
export const operationNames = (service: Service): string[] =>
  OPERATIONS.filter((o) => serviceOf(o) === service)
    .map((o) => kebab(o.name))
    .sort()

/** The operation that `name` stands for on the command line. */
export const operationNamed = (service: Service, name: string): Operation | undefined =>
  OPERATIONS.find((o) => serviceOf(o) === service && kebab(o.name) === name)
