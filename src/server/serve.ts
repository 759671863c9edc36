// `vrs serve`: puts log, engine, routers and HTTP server together, says that it is ready, and takes all apart again at
// SIGTERM or SIGINT. Wiring only.

import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_CLIENT_TOKEN_HOURS, DEFAULT_TOMBSTONE_MINUTES, type Settings } from '../engine/decision.ts'
import { routerSettings } from '../control/settings.ts'
import { decideEndpointFailed } from '../engine/commands/route-server/endpoint-failed.ts'
import type { Scope } from '../engine/events.ts'
import type { State } from '../engine/state.ts'
import { fileStore } from '../host/store/file.ts'
import type { Routers } from '../control/routers.ts'
import { readMd5Keys } from './md5-keys.ts'
import { operatorReply } from './operator.ts'
import { startRouters } from './routers.ts'
import { AWS_QUOTAS, NO_QUOTAS } from '../engine/quotas.ts'
import { wallClock } from '../host/clock.ts'
import { listenHttp, type HttpServer, type Refusal } from '../host/http.ts'
import { announceServer } from '../host/running-servers.ts'
import { localIpv4Addresses } from '../host/local-addresses.ts'
import { memoryStore } from '../host/store/memory.ts'
import { StoreError, type Store } from '../host/store/store.ts'
import { ApiError } from '../model/errors.ts'
import { formatId, type IdKind } from '../model/ids.ts'
import { AccessKeysError, parseAccessKeys, type AccessKeys } from './access-keys.ts'
import type { Control, ControlReports } from './control.ts'
import { createDispatch } from './dispatch.ts'
import { FlagError, parseServeFlags, SERVE_USAGE, type ServeFlags } from './flags.ts'
import { openPeerLog, type PeerLog } from './peer-log.ts'
import { openLedger, type Ledger } from './ledger.ts'
import { ApiMeter, formatSamples, hostSamples, processText } from './metrics.ts'
import { createApi, refusalReply } from './request.ts'

const EXIT_USAGE = 2
const EXIT_FAILED = 1

/** Runs until it is told to stop. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(`${SERVE_USAGE}\n`)
    return 0
  }
  ignoreClosedPipes()
  try {
    const flags = parseServeFlags(argv, defaultDataFolder())
    const keys = readAccessKeys(flags)
    const told = stopSignal() // before anybody can know that there is something to stop
    const server = await start(flags, keys)
    const withdraw = announceServer(addressOf(flags, server))
    process.stdout.write(`${readyLine(flags, server)}\n`)
    await told
    withdraw()
    await server.stop()
    return 0
  } catch (error) {
    return explain(error)
  }
}

/** Whoever started us may stop to listen; that is no reason to end. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

const defaultDataFolder = (): string => join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'vrs')

function explain(error: unknown): number {
  if (error instanceof FlagError) {
    say(`${error.message} (vrs serve --help lists the flags)`)
    return EXIT_USAGE
  }
  if (error instanceof StoreError || (error as NodeJS.ErrnoException).code !== undefined) {
    say((error as Error).message)
    return EXIT_FAILED
  }
  throw error
}

const say = (message: string): void => {
  process.stderr.write(`vrs serve: ${message}\n`)
}

function readAccessKeys({ accessKeys: file, account }: ServeFlags): AccessKeys | undefined {
  if (file === undefined) return undefined
  try {
    return parseAccessKeys(readFileSync(file, 'utf8'), account)
  } catch (error) {
    if (error instanceof AccessKeysError || (error as NodeJS.ErrnoException).code !== undefined) {
      throw new FlagError(`--access-keys ${file}: ${(error as Error).message}`)
    }
    throw error
  }
}

/** A running server. */
export interface RunningServer {
  readonly port: number
  readonly bgpPort: number
  stop(): Promise<void>
}

/** Starts a server. Rejects, with everything closed again, when it cannot. */
export async function start(flags: ServeFlags, keys: AccessKeys | undefined): Promise<RunningServer> {
  const store = await openStore(flags)
  const bgpPort = flags.bgpPort ?? (await defaultBgpPort())
  const peerLog = flags.peerLog === undefined ? undefined : openLog(flags.peerLog)
  const control = openControl(flags, bgpPort, peerLog, (endpointId, reason) => {
    endpointFailed(ledger, endpointId, reason)
  })
  const addresses = flags.network === 'host' ? { localAddresses: localIpv4Addresses } : {}
  const ledger = await openLedger({ store, control, settings: settingsOf(flags), wallClock, newId, say, ...addresses })
  try {
    const http = await listen(flags, keys, ledger, control, store)
    const stop = async (): Promise<void> => {
      await stopAll(http, control, ledger)
      await peerLog?.close()
    }
    return { port: http.port, bgpPort, stop }
  } catch (error) {
    await control.stop()
    await ledger.close()
    throw error
  }
}

function openLog(path: string): ReturnType<typeof openPeerLog> {
  try {
    return openPeerLog(path, say)
  } catch (error) {
    throw new FlagError(`--peer-log ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const openStore = async ({ data }: ServeFlags): Promise<Store> =>
  data === undefined ? memoryStore() : fileStore(data, say)

function openControl(
  flags: ServeFlags,
  bgpPort: number,
  peerLog: PeerLog | undefined,
  endpointFailed: ControlReports['endpointFailed'],
): Control & Routers {
  return startRouters({
    settings: routerSettings(flags.network, bgpPort, flags.quotas, {
      ...flags.router,
      peerLogs: peerLog !== undefined,
      ...(flags.md5Keys === undefined ? {} : { md5Keys: readMd5Keys(flags.md5Keys) }),
    }),
    ...(flags.data === undefined ? {} : { dataDirectory: join(flags.data, 'routers') }),
    reports: { endpointFailed },
    onLost: (vpcId, why) => {
      say(`the router of ${vpcId} ended and is started again: ${why}`)
      peerLog?.lost(vpcId, why)
    },
    ...(peerLog === undefined ? {} : { onReport: (...of) => peerLog.report(...of) }),
  })
}

function endpointFailed(ledger: Ledger, endpointId: string, reason: string): void {
  const scope = scopeOf(ledger.state, endpointId)
  if (scope === undefined) return
  ledger
    .run(scope, (state, context) => decideEndpointFailed(state, { endpointId, reason }, context))
    .catch((error: unknown) => say(`the failure of ${endpointId} could not be stored: ${stackOf(error)}`))
}

const scopeOf = (state: State, endpointId: string): Scope | undefined =>
  [...state.regions.values()].find((region) => region.tables['route-server-endpoint'].has(endpointId))?.scope

/** 179 where this process may bind it, else 1179. An address that is in use says that it may. */
function defaultBgpPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' ? 179 : 1179))
    probe.listen({ host: '127.255.255.254', port: 179 }, () => probe.close(() => resolve(179)))
  })
}

const settingsOf = (flags: ServeFlags): Settings => ({
  quotas: flags.quotas === 'aws' ? AWS_QUOTAS : NO_QUOTAS,
  lifecycleDelaySeconds: flags.lifecycleDelaySeconds,
  tombstoneMinutes: DEFAULT_TOMBSTONE_MINUTES,
  clientTokenHours: DEFAULT_CLIENT_TOKEN_HOURS,
  network: flags.network,
  strictFilters: flags.strictFilters,
  defaultVpc: flags.defaultVpc,
})

/** 64 random bits after a zero, as AWS has them: an id is never met twice. */
const newId = (kind: IdKind): string => formatId(kind, `0${randomBytes(8).toString('hex')}`)

async function listen(
  flags: ServeFlags,
  keys: AccessKeys | undefined,
  ledger: Ledger,
  control: Control & Routers,
  store: Store,
): Promise<HttpServer> {
  const meter = new ApiMeter()
  const api = createApi({
    ledger,
    control,
    access: { keys, region: flags.region, account: flags.account, isRegion: (name) => isRegion(name, ledger.state) },
    wallClock,
    newRequestId: randomUUID,
    meter,
    onError: (error, action) => say(`error in ${action || 'a request'}: ${stackOf(error)}`),
  })
  const metrics = async (): Promise<string> => {
    const samples = [...meter.samples(), ...hostSamples(http.counts, store.last, ledger.isWritable)]
    return (await formatSamples([...samples, ...(await control.metrics())])) + (await processText())
  }
  const reset = flags.allowReset ? { reset: () => ledger.reset() } : {}
  const http = await listenHttp({
    ...flags.listen,
    handle: createDispatch({
      api,
      withKeys: keys !== undefined,
      isWritable: () => ledger.isWritable,
      metrics,
      operator: (request) => operatorReply(control, request, wallClock()),
      ...reset,
    }),
    refuse: (refusal) => refusalReply(refusalError(refusal), randomUUID()),
    onFailure: (error) => say(`error in a request: ${stackOf(error)}`),
  })
  return http
}

const REGIONS_MAX = 256

/** Any region of AWS's form can be used; how many there can be is limited, because each is a world of its own. */
const isRegion = (name: string, { regions }: State): boolean =>
  /^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(name) &&
  (regions.size < REGIONS_MAX || [...regions.values()].some(({ scope }) => scope.region === name))

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

function refusalError(refusal: Refusal): ApiError {
  switch (refusal) {
    case 'body-too-large':
      return new ApiError('RequestEntityTooLarge', 'The request is too large.', 413)
    case 'headers-too-large':
      return new ApiError('RequestEntityTooLarge', 'The headers of the request are too large.', 431)
    case 'too-slow':
      return new ApiError('RequestTimeout', 'The request took too long to arrive.', 408)
    case 'busy':
      return new ApiError('RequestLimitExceeded', 'Request limit exceeded.', 503)
    case 'failed':
      return new ApiError('InternalError', 'An internal error has occurred. The server has logged it.', 500)
    default:
      return new ApiError('InvalidRequest', 'The request is not well-formed HTTP.', 400)
  }
}

const GRACE_MILLISECONDS = 5_000

async function stopAll(http: HttpServer, control: Control, ledger: Ledger): Promise<void> {
  await http.close(GRACE_MILLISECONDS)
  await control.stop()
  await ledger.close()
}

const addressOf = ({ listen: { host } }: ServeFlags, { port }: RunningServer): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

function readyLine(flags: ServeFlags, server: RunningServer): string {
  const { bgpPort } = server
  const api = `http://${addressOf(flags, server)}`
  const data = flags.data === undefined ? 'memory' : JSON.stringify(flags.data)
  const { region, account, network } = flags
  return `vrs ready api=${api} region=${region} account=${account} network=${network} bgp-port=${bgpPort} data=${data}`
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}
