// The options that may stand anywhere on the command line, in the order of the AWS CLI's own list (its data/cli.json).

import type { Option } from './parser.ts'

export const OUTPUTS = ['json', 'text', 'table', 'yaml', 'yaml-stream'] as const

export interface GlobalOption extends Option {
  readonly doc: string
}

const flag = (name: string, doc: string, key = name, constant = true): GlobalOption => ({
  flag: `--${name}`,
  key,
  takes: 'none',
  constant,
  doc,
})
const word = (name: string, doc: string, choices?: readonly string[]): GlobalOption => ({
  flag: `--${name}`,
  key: name,
  takes: 'one',
  doc,
  ...(choices === undefined ? {} : { choices }),
})

export const GLOBAL_OPTIONS: readonly GlobalOption[] = [
  flag('debug', 'Write a log of what is done to standard error.'),
  word('endpoint-url', 'Send requests to this URL instead of the one configured or the default of the region.'),
  flag('no-verify-ssl', 'Do not check the certificate of the server.', 'verify-ssl', false),
  flag('no-paginate', 'Make one call only, for the first page of results.', 'paginate', false),
  word('output', 'How the answer is printed.', OUTPUTS),
  word('query', 'A JMESPath expression that picks what is printed.'),
  word('profile', 'The profile of the configuration and credentials files to use.'),
  word('region', 'The region to use, before what the environment and files say.'),
  flag('version', 'Print the version.'),
  word('color', 'Whether table output is coloured.', ['on', 'off', 'auto']),
  flag('no-sign-request', 'Send requests without a signature; no credentials are looked for.', 'sign-request', false),
  word('ca-bundle', 'File with the certificates of the authorities to trust.'),
  word('cli-read-timeout', 'Seconds to wait for data of the server; 60 when left out, 0 for no limit.'),
  word('cli-connect-timeout', 'Seconds to wait for a connection; 60 when left out, 0 for no limit.'),
  word('cli-binary-format', 'How binary values are given: as base64, or as they are.', ['base64', 'raw-in-base64-out']),
  flag('no-cli-pager', 'Print without the pager.'),
  flag('cli-auto-prompt', 'Ask for the parts of the command.'),
  flag('no-cli-auto-prompt', 'Do not ask, whatever is configured.'),
]
