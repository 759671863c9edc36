// Our own commands, with what they do. `serve` and `appliance` are programs of their own.

export const OWN_COMMANDS: Readonly<Record<string, string>> = {
  serve: 'Run the server: API and routers.',
  status: 'Show all route servers, and warn of what keeps routes from arriving.',
  watch: 'Watch the BGP and BFD state of all peers (watch peers).',
  teardown: 'Delete a route server and all that depends on it, in the right order.',
  explain: 'Say why a route won, lost or was refused.',
  trace: 'Say which interface a packet reaches, and by which route.',
  'export-mrt': 'Write the routes of a route server to an MRT file.',
  completion: 'Print the completion script for bash, zsh or fish.',
  appliance: 'Run a small BGP and BFD device, for demos and tests.',
}
