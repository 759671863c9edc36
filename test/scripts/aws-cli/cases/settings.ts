// Configuration: profiles, regions, credentials, endpoints, aliases, output settings.

import type { Case } from '../case.ts'
import { associations, createPeer, EP, peers } from './base.ts'

const CONFIG = '.aws/config'
const CREDENTIALS = '.aws/credentials'
const NO_KEYS = { AWS_ACCESS_KEY_ID: null, AWS_SECRET_ACCESS_KEY: null }
const WORK = {
  [CREDENTIALS]:
    '[default]\naws_access_key_id = AKIDEXAMPLEFILE00000\naws_secret_access_key = secret/file\n\n[work]\naws_access_key_id=AKIDEXAMPLEWORK00000\naws_secret_access_key=secret/wk+key/EXAMPLE0000000000000000000\n',
  [CONFIG]: '[default]\nregion = us-west-1\n\n[profile work]\nregion = eu-north-1\noutput = text\n',
}
const config = (text: string, rest: Partial<Case> = {}): Partial<Case> => ({ files: { [CONFIG]: text }, ...rest })
const get = (name: string, rest: Partial<Case>, ...words: readonly string[]): Case => ({
  argv: associations(...words, ...(rest.argv ?? EP)),
  ...rest,
  name: `config/${name}`,
  ...(rest.argv === undefined ? {} : { argv: associations(...words, ...rest.argv) }),
})
const KEYS = 'aws_access_key_id = AKIDEXAMPLECONF00000\naws_secret_access_key = s\n'

export const SETTING_CASES: readonly Case[] = [
  get('profile-option-beats-env-keys', { files: WORK }, '--profile', 'work'),
  get('profile-env-keeps-env-keys', { files: WORK, env: { AWS_PROFILE: 'work' } }),
  get('default-profile-env', { files: WORK, env: { AWS_DEFAULT_PROFILE: 'work', ...NO_KEYS } }),
  get('profile-order', { files: WORK, env: { AWS_PROFILE: 'work', AWS_DEFAULT_PROFILE: 'nope', ...NO_KEYS } }),
  get('default-from-files', { files: WORK, env: { ...NO_KEYS, AWS_DEFAULT_REGION: null } }),
  get('region-option', { files: WORK }, '--region', 'ap-south-1'),
  get('region-env-order', { files: WORK, env: { AWS_REGION: 'eu-west-3' } }),
  get('region-from-profile', { files: WORK, env: { AWS_DEFAULT_REGION: null } }, '--profile', 'work'),
  get('region-missing', { env: { AWS_DEFAULT_REGION: null } }),
  get('region-empty', {
    env: { AWS_DEFAULT_REGION: '' },
    ours: {
      why: 'an empty region is none',
      code: 253,
      stdout: '',
      sendsNothing: true,
      stderrHas: 'You must specify a region',
    },
  }),
  ...[
    'AWS_PROFILE',
    'AWS_ENDPOINT_URL',
    'AWS_MAX_ATTEMPTS',
    'AWS_CONFIG_FILE',
    'AWS_CA_BUNDLE',
    'AWS_SESSION_TOKEN',
    'AWS_CLI_AUTO_PROMPT',
    'HTTP_PROXY',
    'AWS_RETRY_MODE',
  ].map((name) => get(`empty-${name}`, { env: { [name]: '' } })),
  get('empty-access-key', { env: { AWS_ACCESS_KEY_ID: '' } }),
  get('empty-secret', { env: { AWS_SECRET_ACCESS_KEY: '' } }),
  get('region-invalid', {}, '--region', 'us east 1'),
  get('profile-unknown', {}, '--profile', 'nope'),
  get('profile-unknown-env', { env: { AWS_PROFILE: 'nope' } }),
  get('profile-unknown-default', {}, '--profile', 'default'),
  get('profile-without-word', { ...config('[work]\nregion = eu-west-1\n') }, '--profile', 'work'),
  get('profile-quoted', { ...config(`[profile "my work"]\nregion = eu-west-1\n${KEYS}`) }, '--profile', 'my work'),
  get('output-env', { env: { AWS_DEFAULT_OUTPUT: 'yaml' } }),
  get('output-profile', { ...config('[default]\noutput = table\n') }),
  get(
    'output-option-first',
    { ...config('[default]\noutput = table\n'), env: { AWS_DEFAULT_OUTPUT: 'yaml' } },
    '--output',
    'text',
  ),
  get('output-env-before-file', { ...config('[default]\noutput = table\n'), env: { AWS_DEFAULT_OUTPUT: 'text' } }),
  get('output-env-unknown', {
    env: { AWS_DEFAULT_OUTPUT: 'xml' },
    ours: { why: 'checks before sending', code: 255, sendsNothing: true, stderrHas: 'Unknown output type: xml' },
  }),
  get('no-credentials', { env: NO_KEYS }),
  get('no-credentials-unsigned', { env: NO_KEYS }, '--no-sign-request'),
  get('half-credentials', { env: { AWS_SECRET_ACCESS_KEY: null } }),
  get('only-secret', { env: { AWS_ACCESS_KEY_ID: null } }),
  get('half-credentials-file', { env: NO_KEYS, files: { [CREDENTIALS]: '[default]\naws_access_key_id = x\n' } }),
  get('half-credentials-config', { env: NO_KEYS, ...config('[default]\naws_access_key_id = x\n') }),
  get('keys-in-config', { env: NO_KEYS, ...config(`[default]\n${KEYS}`) }),
  get('session-token', { env: { AWS_SESSION_TOKEN: 'token/with+chars==' } }),
  get('session-token-file', {
    env: NO_KEYS,
    files: {
      [CREDENTIALS]:
        '[default]\naws_access_key_id = AKIDEXAMPLEFILE00000\naws_secret_access_key = s\naws_session_token = tok\n',
    },
  }),
  get('other-files', {
    env: {
      ...NO_KEYS,
      AWS_CONFIG_FILE: 'conf/c',
      AWS_SHARED_CREDENTIALS_FILE: '~/conf/k',
      AWS_DEFAULT_REGION: null,
    },
    files: {
      'conf/c': '[default]\nregion = sa-east-1\n',
      'conf/k': '[default]\naws_access_key_id = AKIDEXAMPLEOTHER0000\naws_secret_access_key = s\n',
    },
  }),
  get('broken-config', { ...config('[default\nregion = x\n') }),
  get('broken-credentials', { env: NO_KEYS, files: { [CREDENTIALS]: 'nonsense\n' } }),
  get('comments', {
    env: { AWS_DEFAULT_REGION: null },
    ...config('# one\n; two\n[default]\n# three\nregion = eu-west-2\n'),
  }),
  get('inline-comment-is-value', {
    env: { AWS_DEFAULT_REGION: null },
    ...config('[default]\nregion = eu-west-2 # no\n'),
  }),
  get('upper-case-key', { env: { AWS_DEFAULT_REGION: null }, ...config('[default]\nREGION = eu-west-2\n') }),
  get('duplicate-key', { ...config('[default]\nregion = a\nregion = b\n') }),
  get('duplicate-section', { ...config('[default]\nregion = a\n[default]\nregion = b\n') }),
  get('colon-delimiter', { env: { AWS_DEFAULT_REGION: null }, ...config('[default]\nregion: eu-west-2\n') }),
  get('region-in-credentials', {
    env: { AWS_DEFAULT_REGION: null, ...NO_KEYS },
    files: { [CREDENTIALS]: `[default]\nregion = ca-central-1\n${KEYS}`, [CONFIG]: '[default]\nregion = eu-west-1\n' },
  }),
  get('endpoint-env', { argv: [], env: { AWS_ENDPOINT_URL: '$EP' } }),
  get('endpoint-env-service', {
    argv: [],
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_EC2: '$EP' },
  }),
  get('endpoint-option-first', { env: { AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:1' } }),
  get('endpoint-profile', { argv: [], ...config('[default]\nendpoint_url = $EP\n') }),
  get('endpoint-env-before-profile', {
    argv: [],
    env: { AWS_ENDPOINT_URL: '$EP' },
    ...config('[default]\nendpoint_url = http://127.0.0.1:1\n'),
  }),
  get('endpoint-services', {
    argv: [],
    env: { HTTPS_PROXY: 'http://127.0.0.1:1' },
    ...config(
      '[default]\nservices = dev\nendpoint_url = http://127.0.0.1:1\n[services dev]\nec2 =\n  endpoint_url = $EP\n',
    ),
  }),
  get('endpoint-services-other', {
    argv: [],
    ...config(
      '[default]\nservices = dev\nendpoint_url = $EP\n[services dev]\ns3 =\n  endpoint_url = http://127.0.0.1:1\n',
    ),
  }),
  get('endpoint-env-invalid', { argv: [], env: { AWS_ENDPOINT_URL: 'nonsense' } }),
  get('ignored-endpoints', {
    env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
  }),
  get('retry-profile', { ...config('[default]\nmax_attempts = 1\n'), server: { always: { status: 500, body: '' } } }),
  get('retry-env-before-profile', {
    env: { AWS_MAX_ATTEMPTS: '2' },
    ...config('[default]\nmax_attempts = 1\n'),
    server: { always: { status: 500, body: '' } },
  }),
  get('retry-mode-profile', { ...config('[default]\nretry_mode = legacy\n') }),
  get('timestamp-format-unknown', { ...config('[default]\ncli_timestamp_format = unix\n') }),
  get('timestamp-format-wire', { ...config('[default]\ncli_timestamp_format = wire\n') }),
  get('proxy-refused', { env: { HTTP_PROXY: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' } }),
  get('proxy-bypassed', { env: { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'example.com,127.0.0.1' } }),
  get('proxy-bypassed-all', { env: { http_proxy: 'http://127.0.0.1:1', no_proxy: '*' } }),
  get('proxy-used', { argv: ['--endpoint-url', 'http://ec2.example.invalid'], env: { HTTP_PROXY: '$EP' } }),
  get('auto-prompt-unknown', { env: { AWS_CLI_AUTO_PROMPT: 'sometimes' } }),
  get('auto-prompt-partial-good', { env: { AWS_CLI_AUTO_PROMPT: 'on-partial' } }),
  get('pager-not-on-pipe', { env: { AWS_PAGER: 'no-such-pager' } }),
  {
    name: 'alias/toplevel',
    argv: ['peers', ...EP, '--query', 'length(RouteServerPeers)'],
    files: { '.aws/cli/alias': '[toplevel]\npeers = ec2 describe-route-server-peers\n' },
  },
  {
    name: 'alias/toplevel-options',
    argv: ['peers', ...EP, '--query', 'length(RouteServerPeers)'],
    files: {
      '.aws/cli/alias':
        '[toplevel]\npeers = ec2 describe-route-server-peers --region eu-west-1 --output yaml\n  --max-items 2\n',
    },
  },
  {
    name: 'alias/external',
    argv: ['hello', 'a b', '--x'],
    files: { '.aws/cli/alias': '[toplevel]\nhello = !echo hi\n' },
  },
  {
    name: 'alias/external-function',
    argv: ['hello', 'a b'],
    files: { '.aws/cli/alias': '[toplevel]\nhello =\n  !f() {\n    echo "got $1"\n    exit 3\n  }; f\n' },
  },
  {
    name: 'alias/operation',
    argv: ['ec2', 'mine', ...EP, '--query', 'length(RouteServerPeers)'],
    files: { '.aws/cli/alias': '[command ec2]\nmine = describe-route-server-peers --max-items 2\n' },
  },
  {
    name: 'alias/operation-external',
    argv: ['ec2', 'mine', 'x'],
    files: { '.aws/cli/alias': '[command ec2]\nmine = !echo external\n' },
  },
  { name: 'alias/bad-quotes', argv: ['peers'], files: { '.aws/cli/alias': '[toplevel]\npeers = ec2 "describe\n' } },
  {
    name: 'alias/shadow',
    argv: ['ec2', 'describe-route-servers', ...EP, '--query', 'length(RouteServers)'],
    files: { '.aws/cli/alias': '[toplevel]\nec2 = ec2 --region eu-west-1\n' },
  },
  {
    name: 'alias/shadow-operation',
    argv: ['ec2', 'describe-route-servers', ...EP, '--query', 'length(RouteServers)'],
    files: { '.aws/cli/alias': '[command ec2]\ndescribe-route-servers = describe-route-servers --dry-run\n' },
  },
  { name: 'first/missing-before-unknown', argv: ['ec2', 'create-route-server-peer', '--nope', ...EP] },
  { name: 'first/unknown-before-value', argv: createPeer('--tag-specifications', 'oops', '--nope') },
  {
    name: 'first/value-before-region',
    argv: createPeer('--tag-specifications', 'oops'),
    env: { AWS_DEFAULT_REGION: null },
  },
  {
    name: 'first/region-before-parameters',
    argv: createPeer('--tag-specifications', 'ResourceType=x,Nope=1'),
    env: { AWS_DEFAULT_REGION: null },
  },
  {
    name: 'first/profile-before-region',
    argv: createPeer('--profile', 'nope'),
    env: { AWS_DEFAULT_REGION: null },
  },
  {
    name: 'first/parameters-before-credentials',
    argv: createPeer('--tag-specifications', 'ResourceType=x,Nope=1'),
    env: NO_KEYS,
  },
  {
    name: 'first/query-before-endpoint',
    argv: peers('--query', '[', '--endpoint-url', 'x'),
    ours: { why: 'another JMESPath library says why', code: 252, stderrHas: 'Bad value for --query [: ' },
  },
  { name: 'first/endpoint-before-timeout', argv: ['ec2', 'x', '--endpoint-url', 'x', '--cli-read-timeout', 'y'] },
  { name: 'first/timeout-before-operation', argv: ['ec2', 'x', '--cli-read-timeout', 'y'] },
  { name: 'first/choice-before-query', argv: peers('--query', '[', '--output', 'xml') },
  { name: 'first/paging-before-values', argv: peers('--no-paginate', '--max-items', '1', '--filters', 'oops') },
  {
    name: 'first/cli-input-after-values',
    argv: ['ec2', 'create-route-server-peer', '--cli-input-json', '{oops', '--bgp-options', 'oops', ...EP],
  },
  { name: 'sts/identity', argv: ['sts', 'get-caller-identity', ...EP] },
  { name: 'sts/identity-text', argv: ['sts', 'get-caller-identity', '--output', 'text', ...EP] },
]
