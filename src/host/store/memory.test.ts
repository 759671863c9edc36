// The log in memory keeps the contract of the log.

import { memoryStore } from './memory.ts'
import { storeContract } from './store.contract.ts'

storeContract('memory', async () => ({ open: async () => memoryStore(), isDurable: false }))
