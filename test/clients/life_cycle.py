"""The life of a route server through boto3. Prints one JSON object: what was seen at each step."""

import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

endpoint, net = sys.argv[1], sys.argv[2]
ec2 = boto3.client("ec2", endpoint_url=endpoint, region_name="us-east-1")
seen = {}


def until(what, ask, wanted):
    for _ in range(300):
        try:
            value = ask()
        except ClientError as error:
            value = error.response["Error"]["Code"]
        if value == wanted:
            return
        time.sleep(0.02)
    raise SystemExit(f"{what} is {value}, not {wanted}")


def refused(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None


vpc = ec2.create_vpc(CidrBlock=f"10.{net}.0.0/16")["Vpc"]["VpcId"]
subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{net}.1.0/24")["Subnet"]["SubnetId"]
table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]

token = {"AmazonSideAsn": 4294967295, "ClientToken": "one", "PersistRoutes": "enable", "PersistRoutesDuration": 2}
first = ec2.create_route_server(**token)["RouteServer"]
seen["create"] = {k: v for k, v in first.items() if k != "RouteServerId"}
rs = first["RouteServerId"]
seen["same token"] = ec2.create_route_server(**token)["RouteServer"]["RouteServerId"] == rs
seen["other parameters"] = refused(lambda: ec2.create_route_server(**{**token, "AmazonSideAsn": 1}))
until("route server", lambda: ec2.describe_route_servers(RouteServerIds=[rs])["RouteServers"][0]["State"], "available")

seen["not associated"] = refused(lambda: ec2.get_route_server_associations(RouteServerId=rs))
seen["too early"] = refused(lambda: ec2.create_route_server_endpoint(RouteServerId=rs, SubnetId=subnet))
seen["associate"] = ec2.associate_route_server(RouteServerId=rs, VpcId=vpc)["RouteServerAssociation"]["State"]
associations = lambda: ec2.get_route_server_associations(RouteServerId=rs)["RouteServerAssociations"][0]["State"]
until("association", associations, "associated")

made = ec2.create_route_server_endpoint(
    RouteServerId=rs,
    SubnetId=subnet,
    TagSpecifications=[{"ResourceType": "route-server-endpoint", "Tags": [{"Key": "Name", "Value": "e"}]}],
)["RouteServerEndpoint"]
endpoint_id = made["RouteServerEndpointId"]
seen["endpoint at first"] = [made["State"], "EniId" in made, made["Tags"]]
endpoints = lambda: ec2.describe_route_server_endpoints(RouteServerEndpointIds=[endpoint_id])["RouteServerEndpoints"][0]
until("endpoint", lambda: endpoints()["State"], "available")
seen["endpoint has an interface"] = endpoints()["EniId"].startswith("eni-")

seen["enable"] = ec2.enable_route_server_propagation(RouteServerId=rs, RouteTableId=table)["RouteServerPropagation"]["State"]
propagations = lambda: ec2.get_route_server_propagations(RouteServerId=rs)["RouteServerPropagations"][0]["State"]
until("propagation", propagations, "available")

options = {"PeerAsn": 65001, "PeerLivenessDetection": "bfd"}
wanted = {"RouteServerEndpointId": endpoint_id, "PeerAddress": f"10.{net}.1.20", "BgpOptions": options}
seen["dry run"] = refused(lambda: ec2.create_route_server_peer(DryRun=True, **wanted))
peer = ec2.create_route_server_peer(**wanted)["RouteServerPeer"]
seen["peer"] = [peer["State"], peer["BgpOptions"], peer["BgpStatus"], peer["BfdStatus"]]
seen["duplicate"] = refused(lambda: ec2.create_route_server_peer(**wanted))
peer_id = peer["RouteServerPeerId"]
peers = lambda: ec2.describe_route_server_peers(RouteServerPeerIds=[peer_id])["RouteServerPeers"][0]["State"]
until("peer", peers, "available")

changed = ec2.modify_route_server(RouteServerId=rs, PersistRoutes="disable", SnsNotificationsEnabled=True)["RouteServer"]
seen["modify"] = changed["State"]
until("route server", lambda: ec2.describe_route_servers(RouteServerIds=[rs])["RouteServers"][0]["State"], "available")
seen["modified"] = {
    k: v
    for k, v in ec2.describe_route_servers(RouteServerIds=[rs])["RouteServers"][0].items()
    if k in ("PersistRoutesState", "PersistRoutesDuration", "SnsNotificationsEnabled")
}
seen["routes"] = ec2.get_route_server_routing_database(RouteServerId=rs)["Routes"]
for i in range(6):
    ec2.create_route_server(AmazonSideAsn=64512 + i)
pages = ec2.get_paginator("describe_route_servers").paginate(PaginationConfig={"PageSize": 5})
seen["pages"] = [len(page["RouteServers"]) for page in pages]

seen["delete too early"] = refused(lambda: ec2.delete_route_server_endpoint(RouteServerEndpointId=endpoint_id))
ec2.delete_route_server_peer(RouteServerPeerId=peer_id)
until("peer", peers, "deleted")
ec2.disable_route_server_propagation(RouteServerId=rs, RouteTableId=table)
until("propagation", propagations, "InvalidRouteServerId.NotPropagated")
ec2.delete_route_server_endpoint(RouteServerEndpointId=endpoint_id)
until("endpoint", lambda: endpoints()["State"], "deleted")
ec2.disassociate_route_server(RouteServerId=rs, VpcId=vpc)
until("association", associations, "InvalidRouteServerId.NotAssociated")
ec2.delete_route_server(RouteServerId=rs)
until("route server", lambda: ec2.describe_route_servers(RouteServerIds=[rs])["RouteServers"][0]["State"], "deleted")
identity = boto3.client("sts", endpoint_url=endpoint, region_name="us-east-1").get_caller_identity()
seen["identity"] = sorted(k for k in identity if k != "ResponseMetadata")
print(json.dumps(seen))
