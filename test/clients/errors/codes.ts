// The codes of the two reference documents, and what is to be said about those that the table of errors cannot provoke.

/** What the documents list: the Query API, 3, and the behaviour of route servers, 7. */
export const DOCUMENTED: readonly string[] = `
  AuthFailure Blocked DryRunOperation IdempotentParameterMismatch IncompleteSignature InvalidAction InvalidCharacter
  InvalidClientTokenId InvalidPaginationToken InvalidParameter InvalidParameterCombination InvalidParameterDependency
  InvalidParameterValue InvalidQueryParameter MalformedQueryString MissingAction MissingAuthenticationToken MissingParameter
  OptInRequired PendingVerification RequestExpired UnauthorizedOperation UnknownParameter UnsupportedInstanceAttribute
  UnsupportedOperation UnsupportedProtocol ValidationError InternalError InternalFailure RequestLimitExceeded
  ServiceUnavailable Unavailable TagLimitExceeded InvalidID DependencyViolation InvalidVpcID.NotFound InvalidVpc.Range
  CidrLimitExceeded DefaultVpcAlreadyExists DefaultVpcDoesNotExist InvalidVpcCidrBlockAssociationID.NotFound
  OperationNotPermitted VpcLimitExceeded InvalidSubnetID.NotFound InvalidSubnetId.NotFound InvalidSubnet.Range
  InvalidSubnet.Conflict DefaultSubnetAlreadyExistsInAvailabilityZone InvalidInternetGatewayID.NotFound
  InvalidGatewayID.NotFound Resource.AlreadyAssociated Gateway.NotAttached InvalidRouteTableID.NotFound
  InvalidRouteTableId.NotFound InvalidRoute.NotFound RouteAlreadyExists InvalidAssociationID.NotFound
  InvalidNetworkInterfaceID.NotFound InvalidIPAddress.InUse InvalidNetworkInterface.InUse InvalidGroup.NotFound
  InvalidSecurityGroupID.NotFound InvalidGroup.Duplicate InvalidGroup.InUse InvalidPermission.Duplicate
  InvalidPermission.NotFound CannotDelete InvalidNetworkAclID.NotFound InvalidRouteServerId.NotFound
  InvalidRouteServerId.NotAssociated InvalidRouteServerId.NotPropagated IncorrectState InvalidRouteServerEndpointId.NotFound
  InvalidRouteServerPeerId.NotFound InvalidRouteServerId.Malformed InvalidRouteServerPeer.Duplicate
  InsufficientFreeAddressesInSubnet RouteServerLimitExceeded RouteServerEndpointLimitExceeded
  RouteServerPeerLimitExceeded InvalidNextToken`
  .trim()
  .split(/\s+/)

/** Codes that need what a request cannot bring about: the file and the name of the test that provokes them. */
export const ELSEWHERE: Readonly<Record<string, readonly [file: string, test: string]>> = {
  InternalError: ['src/server/ledger.test.ts', 'a decision that breaks a rule of ours is an error to its caller alone'],
  ServiceUnavailable: ['src/server/ledger.test.ts', 'a full disk: writes are refused, reads go on'],
  RequestLimitExceeded: ['src/host/http.test.ts', 'more requests at one time than the limit: 503'],
  RequestTimeout: ['src/host/http.test.ts', 'slow and half-open clients lose their connection'],
  InvalidRequest: ['src/server/request.test.ts', 'bodies and texts that are not a form'],
  NetworkInterfaceLimitExceeded: ['src/engine/commands/vpc/network-interface.test.ts', 'NetworkInterfaceLimitExceeded'],
  SecurityGroupLimitExceeded: ['src/engine/commands/vpc/security-group.test.ts', 'SecurityGroupLimitExceeded'],
}

/** Codes of the documents that are never answered, and why. */
export const NEVER: Readonly<Record<string, string>> = {
  Blocked: 'accounts are not blocked',
  InvalidClientTokenId: 'EC2 answers AuthFailure',
  InvalidPaginationToken: 'the calls here answer InvalidNextToken',
  InvalidParameterDependency: 'InvalidParameterCombination says it',
  OptInRequired: 'nothing has to be subscribed to',
  PendingVerification: 'accounts are not verified',
  UnsupportedInstanceAttribute: 'there are no instances',
  ValidationError: 'InvalidParameterValue says it',
  InternalFailure: 'InternalError says it',
  Unavailable: 'ServiceUnavailable says it',
  'InvalidSubnetId.NotFound': 'the calls here answer InvalidSubnetID.NotFound',
  'InvalidRouteTableId.NotFound': 'the calls here answer InvalidRouteTableID.NotFound',
  'InvalidGroup.InUse': 'in a VPC it is DependencyViolation',
}
