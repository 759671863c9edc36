// The characters that XML 1.0 2.2 can carry: all of Unicode but most control characters, surrogates, U+FFFE and U+FFFF.

const FORBIDDEN = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/u
const EVERY_FORBIDDEN = new RegExp(FORBIDDEN, 'gu')

/** Whether XML can carry every character of `text`. */
export const isXmlText = (text: string): boolean => !FORBIDDEN.test(text) && text.isWellFormed()

/** The text with a replacement character for each that XML cannot carry. */
export const toXmlText = (text: string): string =>
  isXmlText(text) ? text : text.toWellFormed().replace(EVERY_FORBIDDEN, '\ufffd')
