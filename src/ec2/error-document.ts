// Error answers, written and read: EC2's own form, and that of STS, which is plain AWS Query (ec2-query-api.md 3).

import type { ApiError } from '../model/errors.ts'
import { childNamed } from './read-xml.ts'
import { escapeXml, XML_DECLARATION } from './write-xml.ts'
import { parseXml } from './xml-reader.ts'

export type ErrorForm = 'ec2' | 'sts'

/** The document that tells a caller of `error`. */
export function writeError(error: ApiError, requestId: string, form: ErrorForm): string {
  const code = `<Code>${escapeXml(error.code)}</Code>`
  const message = `<Message>${escapeXml(error.message)}</Message>`
  const id = escapeXml(requestId)
  if (form === 'ec2') {
    const errors = `<Errors><Error>${code}${message}</Error></Errors>`
    return `${XML_DECLARATION}<Response>${errors}<RequestID>${id}</RequestID></Response>`
  }
  const type = error.status < 500 ? 'Sender' : 'Receiver'
  return (
    `${XML_DECLARATION}<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">` +
    `<Error><Type>${type}</Type>${code}${message}</Error><RequestId>${id}</RequestId></ErrorResponse>`
  )
}

export interface ReadError {
  readonly code: string
  readonly message: string
  readonly requestId: string | undefined
}

/** What an error document of either form says; undefined when it is none. */
export function readError(document: string): ReadError | undefined {
  const root = parseXml(document)
  const error = childNamed(childNamed(root, 'Errors') ?? root, 'Error')
  const code = error && childNamed(error, 'Code')?.text
  if (error === undefined || code === undefined) return undefined
  const requestId = childNamed(root, 'RequestID') ?? childNamed(root, 'RequestId')
  return { code, message: childNamed(error, 'Message')?.text ?? '', requestId: requestId?.text }
}
