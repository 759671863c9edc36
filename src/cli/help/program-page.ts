// `vrs help` and `vrs ec2 help`: what commands there are.

import { OPERATIONS } from '../../model/service.ts'
import { kebab } from '../arguments/names.ts'
import { type Service, SERVICES } from '../catalog.ts'
import { OWN_COMMANDS } from '../commands.ts'
import { FOLLOWED_VERSION, PROGRAM } from '../usage.ts'
import { addGlobals } from './operation-page.ts'
import { PageWriter } from './page.ts'

const SERVICE_DOCS: Readonly<Record<Service, string>> = {
  ec2: 'The EC2 API: route servers and the VPC around them, with the options and output of the AWS CLI.',
  sts: 'The STS API: who the credentials belong to.',
}
const NAME_COLUMN = 14

/** The page of the program. */
export function programPage(columns: number): string {
  const page = new PageWriter(columns)
  page.heading('NAME').paragraph(`${PROGRAM} - the open VPC route server`)
  page
    .heading('DESCRIPTION')
    .paragraph(
      `${PROGRAM} runs a VPC route server, and is a command line for it. "${PROGRAM} ec2 ..." takes the words and ` +
        `options of the AWS CLI (version ${FOLLOWED_VERSION}) and answers as it does, against our server or any EC2 ` +
        'endpoint. The other commands are our own.',
    )
  page.heading('SYNOPSIS').verbatim([`${PROGRAM} [options] <command> <subcommand> [parameters]`])
  page
    .blank()
    .paragraph(
      `Use "${PROGRAM} <command> help" for one command and "${PROGRAM} ec2 <operation> help" for one operation.`,
    )
  page.heading('COMMANDS OF THE AWS CLI')
  for (const service of SERVICES) page.entry(service, SERVICE_DOCS[service], NAME_COLUMN)
  page.heading(`COMMANDS OF ${PROGRAM}`)
  for (const [name, doc] of Object.entries(OWN_COMMANDS)) page.entry(name, doc, NAME_COLUMN)
  page.entry('help', 'Show this page.', NAME_COLUMN)
  addGlobals(page)
  addSettings(page)
  return page.text()
}

function addSettings(page: PageWriter): void {
  page
    .heading('CONFIGURATION')
    .paragraph(
      'Profiles, regions, credentials, endpoints, output and pager are read from ~/.aws/config, ~/.aws/credentials ' +
        'and the AWS_* environment variables, in the order of the AWS CLI. AWS_ENDPOINT_URL (or AWS_ENDPOINT_URL_EC2, or ' +
        `--endpoint-url) names our server for "${PROGRAM} ec2"; without it requests go to AWS. The commands of ${PROGRAM} ` +
        'go to http://127.0.0.1:4179 unless something else is named.',
    )
}

/** The page of a service: its operations. */
export function servicePage(service: Service, columns: number): string {
  const page = new PageWriter(columns)
  const operations = OPERATIONS.filter((operation) => (operation.service ?? 'ec2') === service)
  page.heading('NAME').paragraph(`${service} -`)
  page.heading('DESCRIPTION').paragraph(SERVICE_DOCS[service])
  page.heading('AVAILABLE COMMANDS')
  const column = Math.max(...operations.map(({ name }) => kebab(name).length)) + 2
  for (const { name, doc } of operations.toSorted((a, b) => (kebab(a.name) < kebab(b.name) ? -1 : 1))) {
    page.entry(kebab(name), doc, column)
  }
  page.entry('help', 'Show this page.', column)
  return page.text()
}
