import type { Statement } from "@flash/aws/permissions";
import { CfnResource } from "aws-cdk-lib";
import { CfnInstanceProfile, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledgeWildcards } from "./acknowledgements.ts";

/** A role that a service takes on, with these permissions and no managed policy. */
export function roleFor(
  scope: Construct,
  id: string,
  service: "lambda" | "ec2",
  statements: readonly Statement[],
): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal(`${service}.amazonaws.com`),
    inlinePolicies: { flash: new PolicyDocument({ minimize: false, statements: statements.map(policyStatement) }) },
  });
  acknowledgeWildcards(role, statements);
  return role;
}

const policyStatement = ({ actions, resources, conditions }: Statement): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });

/** What an instance carries a role in. */
export function instanceProfile(scope: Construct, id: string, role: Role): CfnInstanceProfile {
  const profile = new CfnInstanceProfile(scope, id, { roles: [role.roleName] });
  // An instance that starts before its role may read would give up its first look at the bucket.
  const inline = role.node.defaultChild;
  if (inline instanceof CfnResource) profile.addResourceDependency(inline);
  return profile;
}
