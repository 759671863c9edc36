// Which profile is in use and what it and the environment say, in the AWS CLI's order of precedence.

import { otherFailure } from '../failure.ts'
import { absolute, expandPath } from '../input/files.ts'
import type { World } from '../world.ts'
import { type Ini, IniError, nested, parseIni, type Section } from './ini.ts'
import { shellWords } from './shell-words.ts'

/** Configuration of one call. Files are read when first asked for. */
export class Settings {
  readonly world: World
  /** Given with --profile. */
  readonly chosenProfile: string | undefined
  private config: Ini | undefined
  private credentials: Ini | undefined

  constructor(world: World, chosenProfile: string | undefined) {
    this.world = world
    this.chosenProfile = chosenProfile
  }

  get profileName(): string | undefined {
    return this.chosenProfile ?? this.variable('AWS_PROFILE') ?? this.variable('AWS_DEFAULT_PROFILE')
  }

  /** An environment variable; set to nothing counts as set. */
  variable(name: string): string | undefined {
    return this.world.env[name]
  }

  configFile(): Ini {
    return (this.config ??= this.readIni(this.variable('AWS_CONFIG_FILE') ?? '~/.aws/config'))
  }

  credentialsFile(): Ini {
    return (this.credentials ??= this.readIni(this.variable('AWS_SHARED_CREDENTIALS_FILE') ?? '~/.aws/credentials'))
  }

  /** A section `[kind name]` of the config file, such as `[services dev]`. */
  configSection(kind: string, name: string): Section | undefined {
    for (const [key, section] of this.configFile()) {
      if (!key.startsWith(kind)) continue
      const words = shellWords(key)
      if (words?.length === 2 && words[1] === name) return section
    }
    return undefined
  }

  private profileIn(name: string): {
    readonly config?: Section | undefined
    readonly credentials?: Section | undefined
  } {
    const plain = name === 'default' ? this.configFile().get('default') : undefined
    return { config: plain ?? this.configSection('profile', name), credentials: this.credentialsFile().get(name) }
  }

  profileExists(name: string): boolean {
    const { config, credentials } = this.profileIn(name)
    return config !== undefined || credentials !== undefined
  }

  /** Fails when a profile was named that no file has. */
  demandProfile(): void {
    const name = this.profileName
    if (name !== undefined && !this.profileExists(name)) {
      throw otherFailure(`The config profile (${name}) could not be found`)
    }
  }

  /** A setting of the profile; the credentials file comes before the config file. */
  setting(key: string): string | undefined {
    const { config, credentials } = this.profileIn(this.profileName ?? 'default')
    return credentials?.get(key) ?? config?.get(key)
  }

  /** A setting of the profile by file. */
  settingIn(file: 'config' | 'credentials', key: string): string | undefined {
    return this.profileIn(this.profileName ?? 'default')[file]?.get(key)
  }

  /** `key` below `service` in the `[services x]` section that the profile names. */
  serviceSetting(service: string, key: string): string | undefined {
    const name = this.setting('services')
    const section = name === undefined ? undefined : this.configSection('services', name)
    try {
      return nested(section?.get(service)).get(key)
    } catch (error) {
      if (error instanceof IniError) throw this.unreadable(this.variable('AWS_CONFIG_FILE') ?? '~/.aws/config')
      throw error
    }
  }

  private readIni(path: string): Ini {
    const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
    const file = absolute(expandPath(path, this.world), this.world)
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return new Map()
    try {
      return parseIni(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)))
    } catch {
      throw this.unreadable(path)
    }
  }

  private unreadable(path: string): Error {
    return otherFailure(`Unable to parse config file: ${expandPath(path, this.world)}`)
  }
}

/** `true` in any case is true; anything else false. */
export const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true'
