import { type CfnResource, Fn, Stack, Tags } from "aws-cdk-lib";
import {
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCEndpoint,
} from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledgements.ts";

export interface Network {
  readonly subnetId: string;
  readonly securityGroupId: string;
  /** Without it a machine that boots reaches nothing. */
  readonly waysOut: CfnResource;
}

const CIDR = "10.42.0.0/24";

/**
 * A network without internet: no gateway, no NAT, no address that the outside could reach. Its only way out is S3's
 * gateway endpoint, which is free and passes this platform's bucket and Amazon Linux's own packages, nothing else: what
 * a trainer is made to send away has nowhere to go.
 *
 * In plain resources: CDK's Vpc would ask the account for its zones, so that nothing could be synthesised without one.
 */
export function isolatedNetwork(scope: Construct, bucketName: string): Network {
  const { region } = Stack.of(scope);
  const vpc = new CfnVPC(scope, "network", { cidrBlock: CIDR, enableDnsHostnames: true, enableDnsSupport: true });
  acknowledge(vpc, "AwsSolutions-VPC7");
  const subnet = new CfnSubnet(scope, "subnet", {
    vpcId: vpc.ref,
    cidrBlock: CIDR,
    availabilityZone: Fn.select(0, Fn.getAzs()),
    mapPublicIpOnLaunch: false,
  });
  const routes = new CfnRouteTable(scope, "routes", { vpcId: vpc.ref });
  const association = new CfnSubnetRouteTableAssociation(scope, "subnet-routes", {
    subnetId: subnet.ref,
    routeTableId: routes.ref,
  });
  const endpoint = new CfnVPCEndpoint(scope, "s3", {
    vpcId: vpc.ref,
    serviceName: `com.amazonaws.${region}.s3`,
    vpcEndpointType: "Gateway",
    routeTableIds: [routes.ref],
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: "*",
          Action: ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject", "s3:ListBucket"],
          Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
        },
        {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::al2023-repos-${region}-*/*`,
        },
      ],
    },
  });
  endpoint.addResourceDependency(association);
  const group = new CfnSecurityGroup(scope, "machines", {
    vpcId: vpc.ref,
    groupDescription: "Training servers: nothing comes in, HTTPS goes out",
    securityGroupEgress: [{ ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIp: "0.0.0.0/0", description: "S3" }],
  });
  for (const part of [vpc, subnet, routes, group]) Tags.of(part).add("Name", Stack.of(scope).stackName);
  return { subnetId: subnet.ref, securityGroupId: group.attrGroupId, waysOut: endpoint };
}
