// Help pages, made from the model. Shown through the pager on a terminal.

import type { Operation } from '../../model/shape.ts'
import type { Service } from '../commands.ts'
import type { Settings } from '../config/settings.ts'
import type { Globals } from '../globals.ts'
import { openSink } from '../output/pager.ts'

async function show(page: string, settings: Settings, globals: Globals): Promise<void> {
  const sink = openSink(settings, globals.pager)
  try {
    await sink.write(page)
  } finally {
    await sink.end()
  }
}

/** `vrs help`. */
export async function showProgramHelp(settings: Settings, globals: Globals): Promise<void> {
  await show('help\n', settings, globals)
}

/** `vrs ec2 help`. */
export async function showServiceHelp(service: Service, settings: Settings, globals: Globals): Promise<void> {
  await show(`${service}\n`, settings, globals)
}

/** `vrs ec2 <operation> help`. */
export async function showOperationHelp(operation: Operation, settings: Settings, globals: Globals): Promise<void> {
  await show(`${operation.name}\n`, settings, globals)
}
