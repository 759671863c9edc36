// Names of the command line from names of the API: `CreateRouteServerPeer` is `create-route-server-peer`.

/** The kebab form, as botocore makes it. */
export function kebab(name: string): string {
  const plural = /[A-Z]{2,}s$/.exec(name)
  const start = plural === null ? name : `${name.slice(0, -plural[0].length)}-${plural[0].toLowerCase()}`
  return start
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
}
