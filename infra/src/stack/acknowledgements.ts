import { KEY_PATTERNS, type Statement } from "@flash/aws/permissions";
import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** What cdk-nag finds and we mean, each with the reason that a reviewer is given. */
const REASONS = {
  "AwsSolutions-S1":
    "S3's access logs hold whole request lines, presigned URLs with their signatures among them, which must be in no log; who did what to a job stands in its timeline",
  "AwsSolutions-CFR1":
    "who may train is a matter of keys, not of countries; the page itself is public and holds no data",
  "AwsSolutions-CFR2":
    "the page is a handful of static files; what costs money is behind the API, which limits each key, and a firewall costs more than the platform at rest",
  "AwsSolutions-CFR3": "requests for static files say nothing about jobs or data; the API logs its calls",
  "AwsSolutions-CFR4":
    "the certificate of cloudfront.net, which fixes the oldest TLS version; a domain of one's own would bring its own",
  "AwsSolutions-VPC7":
    "the network's only way out is S3's gateway endpoint, whose policy names this platform's bucket: there is no other flow to log",
  "AwsSolutions-EC26":
    "the disk is encrypted by the launch template that the machine is made from, where this rule does not look",
  "AwsSolutions-EC28": "progress and silence of a machine are watched by its heartbeat, every two seconds",
  "AwsSolutions-EC29":
    "nothing is on the machine that is not in the bucket, and destroying the stack is to end it; its shutdown behaviour is stop",
  "AwsSolutions-SMG4":
    "functions and distribution have to learn a new secret in the same moment: a deployment makes one, a clock could not",
  "CloudFormation-Validate::W9010":
    "an image that CloudFormation looks up would replace the machine, and end its job, at the first deployment after a new one",
  "CloudFormation-Validate::E1152":
    "without an account nobody can look an image up: this template is for reading, a deployment has the image",
} as const;

export function acknowledge(construct: IConstruct, ...ids: (keyof typeof REASONS)[]): void {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason: REASONS[id] });
}

/**
 * Says of each wildcard of a role why it is one. One that has no reason here is not acknowledged, and the template fails.
 */
export function acknowledgeWildcards(role: IConstruct, statements: readonly Statement[]): void {
  for (const resource of new Set(statements.flatMap(({ resources }) => resources))) {
    const reason = reasonForWildcard(resource);
    if (reason !== null) Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

function reasonForWildcard(resource: string): string | null {
  if (resource === "*") return "ec2:DescribeInstances and X-Ray know no resources";
  if (resource.endsWith(":instance/*")) {
    return "machines are replaced and added: the condition on their tag flash:stack is the fence, and no role may tag";
  }
  const family = Object.entries(KEY_PATTERNS).find(([, patterns]) =>
    patterns.some((pattern) => resource.endsWith(`/${pattern}`)),
  );
  return family === undefined ? null : `keys of ${family[0]} hold ids that are made at run time`;
}
