// All cases, by what they are about.

import type { Case } from '../case.ts'
import { ANSWER_CASES } from './answers.ts'
import { OPTION_CASES } from './options.ts'
import { SETTING_CASES } from './settings.ts'
import { VALUE_CASES } from './values.ts'
import { VPC_CASES, WAIT_CASES } from './vpc.ts'

export const ALL_CASES: readonly Case[] = [
  ...OPTION_CASES,
  ...VALUE_CASES,
  ...ANSWER_CASES,
  ...SETTING_CASES,
  ...VPC_CASES,
  ...WAIT_CASES,
]
