// `vrs appliance` from source, for tests that do not want to depend on the built command.

import process from 'node:process'
import { main } from '../../src/appliance/main.ts'

process.exitCode = await main(process.argv.slice(2))
