// The name this program goes by in messages, and the usage text that stands above every complaint about the command.

export const PROGRAM = 'vrs'

/** The version of the AWS CLI whose behaviour is followed. */
export const FOLLOWED_VERSION = '2.27.49'

export const USAGE = [
  `${PROGRAM} [options] <command> <subcommand> [<subcommand> ...] [parameters]`,
  'To see help text, you can run:',
  '',
  `  ${PROGRAM} help`,
  `  ${PROGRAM} <command> help`,
  `  ${PROGRAM} <command> <subcommand> help`,
  '',
].join('\n')
