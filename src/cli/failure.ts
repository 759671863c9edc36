// Why a command ends without doing what it was asked, with the exit code that the AWS CLI has for it
// (its errorhandler): 252 the command is wrong, 253 the configuration, 254 the service refused, 255 anything else.

export const EXIT = { wrongCommand: 252, wrongConfiguration: 253, refused: 254, other: 255, interrupted: 130 } as const

/** Ends the command: `message` goes to standard error between blank lines. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** A value of an option that cannot be understood. `option` is as printed: `--peer-address`. */
export const parameterFailure = (option: string, message: string): Failure =>
  new Failure(EXIT.wrongCommand, `Error parsing parameter '${option}': ${message}`)

export const wrongCommand = (message: string): Failure => new Failure(EXIT.wrongCommand, message)
export const wrongConfiguration = (message: string): Failure => new Failure(EXIT.wrongConfiguration, message)
export const otherFailure = (message: string): Failure => new Failure(EXIT.other, message)
