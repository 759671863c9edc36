// `vrs ec2 <operation> help`: what the operation does, its options in every form, and what it answers.

import type { Operation } from '../../model/shape.ts'
import { GLOBAL_OPTIONS } from '../arguments/globals.ts'
import { kebab } from '../arguments/names.ts'
import { optionsOf, type OperationOption } from '../arguments/operation-options.ts'
import type { Option } from '../arguments/parser.ts'
import { PageWriter } from './page.ts'
import { describeMembers, describeValues, jsonForm, shorthandForm } from './shapes.ts'

/** The page of one operation. */
export function operationPage(operation: Operation, columns: number): string {
  const page = new PageWriter(columns)
  const name = kebab(operation.name)
  const options = optionsOf(operation).filter((option) => !option.hidden)
  page.heading('NAME').paragraph(`${name} -`)
  page.heading('DESCRIPTION').paragraph(operation.doc)
  if (operation.paginate !== undefined) addPagingNote(page, name, operation.paginate.resultKey)
  page.heading('SYNOPSIS').verbatim(synopsis(name, options))
  page.heading('OPTIONS')
  for (const group of grouped(options)) addOption(page, group)
  addGlobals(page)
  page.heading('OUTPUT')
  if (Object.keys(operation.output.members).length === 0) page.paragraph('None')
  describeMembers(page, operation.output, 1)
  return page.text()
}

function addPagingNote(page: PageWriter, name: string, resultKey: string): void {
  page
    .blank()
    .paragraph(
      `${name} is paged: several calls may be made to fetch all results. --no-paginate makes one call only. ` +
        `With --output text and --query, the expression is applied to each page, to ${resultKey} in it.`,
    )
}

/** `--x` and `--no-x` together. */
function grouped(options: readonly OperationOption[]): readonly (readonly OperationOption[])[] {
  const groups = new Map<string, OperationOption[]>()
  for (const option of options) {
    const key = option.group ?? option.key
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [option])
    else group.push(option)
  }
  return [...groups.values()]
}

const flags = (group: readonly Option[]): string => group.map((option) => option.flag).join(' | ')

function synopsis(name: string, options: readonly OperationOption[]): string[] {
  const lines = grouped(options).map((group) => {
    const value = group[0]?.takes === 'none' ? '' : ' <value>'
    const text = `${flags(group)}${value}`
    return `  ${group[0]?.required ? text : `[${text}]`}`
  })
  const globals = grouped(GLOBAL_OPTIONS).map(
    (group) => `  [${flags(group)}${group[0]?.takes === 'none' ? '' : ' <value>'}]`,
  )
  return [`  ${name}`, ...lines, ...globals]
}

function addOption(page: PageWriter, group: readonly OperationOption[]): void {
  const [option] = group
  if (option === undefined) return
  const shape = option.member?.definition.shape
  const type = shape?.type ?? (option.type === 'int' ? 'integer' : option.takes === 'none' ? 'boolean' : 'string')
  page
    .blank()
    .paragraph(`${flags(group)} (${type})${option.required ? ' [required]' : ''}`)
    .paragraph(option.doc, 2)
  if (option.choices !== undefined) page.paragraph(`Possible values: ${option.choices.join(', ')}`, 2)
  if (shape === undefined) return
  describeValues(page, shape, 2)
  const short = shorthandForm(shape)
  if (short !== undefined) page.blank().paragraph('Shorthand Syntax:').blank().verbatim([short], 2)
  if (shape.type === 'list' && short === undefined)
    page.blank().paragraph('Syntax:').blank().verbatim(['"string" "string" ...'], 2)
  if (short !== undefined) page.blank().paragraph('JSON Syntax:').blank().verbatim(jsonForm(shape), 2)
}

/** The options that may stand anywhere. */
export function addGlobals(page: PageWriter): void {
  page.heading('GLOBAL OPTIONS')
  for (const option of GLOBAL_OPTIONS) {
    page
      .blank()
      .paragraph(`${option.flag} (${option.takes === 'none' ? 'boolean' : 'string'})`)
      .paragraph(option.doc, 2)
    if (option.choices !== undefined) page.paragraph(`Possible values: ${option.choices.join(', ')}`, 2)
  }
}
