// Terraform with the real AWS provider: apply, an empty second plan, changes in place, a replaced peer, import, destroy.
// Runs where Terraform and the provider (a local plugin mirror) are.

import assert from 'node:assert/strict'
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DescribeRouteServerPeersCommand, DescribeRouteServersCommand } from '@aws-sdk/client-ec2'
import { NET, awsEnvironment, folder, run, sdk, serve, type Ran } from '../harness.ts'
import { requires } from '../requires.ts'

const PROVIDER = 'registry.terraform.io/hashicorp/aws/5.100.0'
/** The folder of a local plugin mirror that has the provider, where people put one; VRS_TERRAFORM_MIRROR names another. */
const MIRROR = [process.env['VRS_TERRAFORM_MIRROR'] ?? '', ...globSync('{/opt,/usr/local/share,/usr/share}/*/', {})]
  .flatMap((place) => [place, join(place, 'plugins')])
  .find((place) => place !== '' && existsSync(join(place, PROVIDER)))
const missing = MIRROR === undefined ? 'optional client not on this machine: Terraform AWS provider 5.100.0' : false
const skip = requires({ optional: ['terraform'] }) || missing

interface Variables {
  readonly persist: 'enable' | 'disable'
  readonly owner: string
  readonly asn: number
}

const configuration = (endpoint: string, { persist, owner, asn }: Variables): string => `
terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_metadata_api_check     = true
  skip_credentials_validation = true
  endpoints {
    ec2 = "${endpoint}"
    sts = "${endpoint}"
  }
}
data "aws_availability_zones" "zones" { state = "available" }
resource "aws_vpc" "main" {
  cidr_block           = "10.${NET}.0.0/16"
  tags                 = { Name = "main" }
}
resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.${NET}.\${count.index + 1}.0/24"
  availability_zone = data.aws_availability_zones.zones.names[count.index]
}
resource "aws_internet_gateway" "gw" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "private" }
}
resource "aws_route" "default" {
  route_table_id         = aws_route_table.t.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gw.id
}
resource "aws_route_table_association" "a" {
  count          = 2
  subnet_id      = aws_subnet.s[count.index].id
  route_table_id = aws_route_table.t.id
}
resource "aws_security_group" "bgp" {
  name   = "bgp"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 179
    to_port     = 179
    protocol    = "tcp"
    cidr_blocks = ["10.${NET}.0.0/16"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_network_interface" "device" {
  count             = 2
  subnet_id         = aws_subnet.s[count.index].id
  private_ips       = ["10.${NET}.\${count.index + 1}.10"]
  security_groups   = [aws_security_group.bgp.id]
  source_dest_check = false
}
resource "aws_vpc_route_server" "rs" {
  amazon_side_asn           = 65534
  persist_routes            = "${persist}"
  ${persist === 'enable' ? 'persist_routes_duration   = 2' : ''}
  sns_notifications_enabled = true
  tags                      = { Name = "rs", owner = "${owner}" }
}
resource "aws_vpc_route_server_vpc_association" "rs" {
  route_server_id = aws_vpc_route_server.rs.route_server_id
  vpc_id          = aws_vpc.main.id
}
resource "aws_vpc_route_server_endpoint" "e" {
  count           = 2
  route_server_id = aws_vpc_route_server.rs.route_server_id
  subnet_id       = aws_subnet.s[count.index].id
  tags            = { Name = "endpoint-\${count.index}" }
  depends_on      = [aws_vpc_route_server_vpc_association.rs]
}
resource "aws_vpc_route_server_propagation" "p" {
  route_server_id = aws_vpc_route_server.rs.route_server_id
  route_table_id  = aws_route_table.t.id
  depends_on      = [aws_vpc_route_server_vpc_association.rs]
}
resource "aws_vpc_route_server_peer" "p" {
  count                    = 2
  route_server_endpoint_id = aws_vpc_route_server_endpoint.e[count.index].route_server_endpoint_id
  peer_address             = tolist(aws_network_interface.device[count.index].private_ips)[0]
  bgp_options {
    peer_asn                = ${asn} + count.index
    peer_liveness_detection = count.index == 0 ? "bfd" : "bgp-keepalive"
  }
  tags = { Name = "peer-\${count.index}", owner = "${owner}" }
}
`

test(
  'Terraform: apply, empty plan, changes in place, replaced peer, import, destroy',
  { skip, timeout: 900_000 },
  async (t) => {
    const { endpoint } = await serve(t, ['--memory', '--lifecycle-delay', '0.2'])
    const ec2 = sdk(t, endpoint)
    const cwd = folder(t)
    const rc = join(cwd, 'terraform.rc')
    writeFileSync(rc, `provider_installation { filesystem_mirror { path = "${MIRROR ?? ''}" } }\n`)
    mkdirSync(join(cwd, 'home'))
    const env = {
      ...awsEnvironment(endpoint),
      HOME: join(cwd, 'home'),
      TF_CLI_CONFIG_FILE: rc,
      CHECKPOINT_DISABLE: '1',
    }
    const terraform = (...args: string[]): Promise<Ran> => run('terraform', args, env, cwd)
    const ok = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await terraform(...args)
      assert.equal(code, 0, `terraform ${args.join(' ')}\n${stdout.slice(-3000)}\n${stderr}`)
      return stdout
    }
    const write = (variables: Variables): void =>
      writeFileSync(join(cwd, 'main.tf'), configuration(endpoint, variables))
    const common = ['-no-color', '-input=false']
    const unchanged = async (what: string): Promise<void> => {
      const plan = await terraform('plan', ...common, '-detailed-exitcode')
      assert.equal(plan.code, 0, `${what}: the plan is not empty\n${plan.stdout}\n${plan.stderr}`)
    }
    const peerIds = async (): Promise<(string | undefined)[]> => {
      const { RouteServerPeers } = await ec2.send(new DescribeRouteServerPeersCommand({}))
      return RouteServerPeers?.filter((peer) => peer.State === 'available').map((peer) => peer.RouteServerPeerId) ?? []
    }

    write({ persist: 'enable', owner: 'a', asn: 65001 })
    await ok('init', ...common)
    await ok('apply', ...common, '-auto-approve')
    await unchanged('after apply')
    const before = await peerIds()
    assert.equal(before.length, 2)

    write({ persist: 'disable', owner: 'b', asn: 65001 })
    await ok('apply', ...common, '-auto-approve')
    assert.deepEqual(await peerIds(), before, 'tags and persist settings change in place')
    const { RouteServers } = await ec2.send(new DescribeRouteServersCommand({}))
    assert.equal(RouteServers?.[0]?.PersistRoutesState, 'disabled')
    assert.ok(RouteServers[0].Tags?.some((tag) => tag.Key === 'owner' && tag.Value === 'b'))

    write({ persist: 'disable', owner: 'b', asn: 65101 })
    await ok('apply', ...common, '-auto-approve')
    const after = await peerIds()
    assert.equal(after.length, 2)
    assert.ok(
      after.every((id) => !before.includes(id)),
      'a change of peer options replaces the peers',
    )

    const id = RouteServers[0].RouteServerId ?? ''
    await ok('state', 'rm', 'aws_vpc_route_server.rs')
    await ok('import', ...common, 'aws_vpc_route_server.rs', id)
    await unchanged('after import')
    await ok('destroy', ...common, '-auto-approve')
    assert.deepEqual(await peerIds(), [])
  },
)
