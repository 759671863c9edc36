// Which proxy a request goes through: HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case, by the rules of Python's
// urllib, which botocore asks.

type Environment = Readonly<Record<string, string | undefined>>

const variable = (env: Environment, name: string): string | undefined =>
  env[name.toLowerCase()] || env[name.toUpperCase()] || undefined

/** The proxy for `url`; undefined when the request goes straight there. */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const text = variable(env, `${url.protocol.slice(0, -1)}_proxy`)
  if (text === undefined || bypassed(url, variable(env, 'no_proxy'))) return undefined
  const full = /^https?:/.test(text) ? text : text.startsWith('//') ? `http:${text}` : `http://${text}`
  return URL.canParse(full) ? new URL(full) : undefined
}

function bypassed(url: URL, list: string | undefined): boolean {
  if (list === undefined) return false
  if (list.trim() === '*') return true
  const hosts = [url.hostname, url.host]
  const names = list.split(',').map((name) => name.trim().replace(/^\.+/, '').toLowerCase())
  return names.some((name) => name !== '' && hosts.some((host) => host === name || host.endsWith(`.${name}`)))
}
