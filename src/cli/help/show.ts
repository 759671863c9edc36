// Help pages, made from the model. Shown through the pager on a terminal.

import type { Operation } from '../../model/shape.ts'
import type { Service } from '../catalog.ts'
import type { Settings } from '../config/settings.ts'
import type { Globals } from '../globals.ts'
import { openSink } from '../output/pager.ts'

const COLUMNS_DEFAULT = 80

async function show(page: (columns: number) => string, settings: Settings, globals: Globals): Promise<void> {
  const sink = openSink(settings, globals.pager)
  try {
    await sink.write(page(settings.world.stdout.columns ?? COLUMNS_DEFAULT))
  } finally {
    await sink.end()
  }
}

/** `vrs help`. */
export async function showProgramHelp(settings: Settings, globals: Globals): Promise<void> {
  const { programPage } = await import('./program-page.ts')
  await show(programPage, settings, globals)
}

/** `vrs ec2 help`. */
export async function showServiceHelp(service: Service, settings: Settings, globals: Globals): Promise<void> {
  const { servicePage } = await import('./program-page.ts')
  await show((columns) => servicePage(service, columns), settings, globals)
}

/** `vrs ec2 <operation> help`. */
export async function showOperationHelp(operation: Operation, settings: Settings, globals: Globals): Promise<void> {
  const { operationPage } = await import('./operation-page.ts')
  await show((columns) => operationPage(operation, columns), settings, globals)
}
