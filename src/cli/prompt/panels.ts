// The panels of the prompt: help of the operation in the line, and what its answer will look like.

import { loadOperation, SERVICES, type Service } from '../catalog.ts'
import { shellWords } from '../config/shell-words.ts'
import { compileQuery } from '../output/query.ts'
import { toJson } from '../output/json.ts'
import { toTable } from '../output/table.ts'
import { toText } from '../output/text.ts'
import { toYaml } from '../output/yaml.ts'
import type { Operation } from '../../model/shape.ts'

async function operationIn(line: string): Promise<Operation | undefined> {
  const plain = (shellWords(line) ?? line.split(' ')).filter((word) => !word.startsWith('-'))
  const [service, name] = plain
  if (name === undefined || !SERVICES.some((known) => known === service)) return undefined
  return loadOperation(name, service as Service)
}

/** The help page of the operation, or of the program. */
export async function documentation(line: string, columns: number): Promise<readonly string[]> {
  const operation = await operationIn(line)
  if (operation === undefined) {
    const { programPage } = await import('../help/program-page.ts')
    return programPage(columns).split('\n')
  }
  const { operationPage } = await import('../help/operation-page.ts')
  return operationPage(operation, columns).split('\n')
}

/** A sample answer in the format and with the query of the line. */
export async function outputPreview(line: string): Promise<readonly string[]> {
  const operation = await operationIn(line)
  if (operation === undefined) return ['The answer of an operation is shown here.']
  const words = shellWords(line) ?? []
  const after = (flag: string): string | undefined => {
    const at = words.indexOf(flag)
    return at < 0 ? undefined : words[at + 1]
  }
  const { sampleResponse } = await import('../input/skeleton.ts')
  const sample = sampleResponse(operation)
  const expression = after('--query')
  try {
    const value = expression === undefined ? sample : (await compileQuery(expression))(sample)
    return formatted(operation.name, value, after('--output') ?? 'json').split('\n')
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function formatted(title: string, value: unknown, format: string): string {
  switch (format) {
    case 'text':
      return toText(value)
    case 'table':
      return toTable(title, value, { columns: 80, coloured: false })
    case 'yaml':
    case 'yaml-stream':
      return toYaml(value)
    default:
      return toJson(value)
  }
}
