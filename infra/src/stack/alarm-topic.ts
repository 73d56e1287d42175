import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/**
 * What alarms and the budget speak on.
 *
 * A policy of one's own, as TLS needs it, takes the place of the one that SNS gives each topic, and by which the account's alarms may publish: so
 * both publishers are named.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 */
export function alarmTopic(scope: Construct, stackName: string): Topic {
  // Not encrypted by a key of its own, which CloudWatch would need a grant for: an alarm holds no data of anybody.
  const topic = new Topic(scope, "alarms", { topicName: `${stackName}-alarms`, enforceSSL: true });
  const { region, account } = Stack.of(scope);
  const publishers = {
    cloudwatch: `arn:aws:cloudwatch:${region}:${account}:alarm:${stackName}-*`,
    budgets: `arn:aws:budgets::${account}:*`,
  };
  for (const [service, sourceArn] of Object.entries(publishers))
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: `${service}Publishes`,
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": sourceArn } },
      }),
    );
  return topic;
}
