import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { CfnTopicPolicy, type Topic } from "aws-cdk-lib/aws-sns";

export interface Budget {
  readonly stackName: string;
  /** Is told directly too: AWS asks nobody to confirm a budget's mail. */
  readonly email: string | undefined;
  /** US dollars a month, of the whole account. */
  readonly amount: number;
}

/** Tells the topic when the account's forecast for the month is above the amount. */
export function budget(topic: Topic, { stackName, email, amount }: Budget): void {
  const made = new CfnBudget(topic.stack, "budget", {
    budget: {
      budgetName: stackName,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount, unit: "USD" },
    },
    notificationsWithSubscribers: [
      {
        notification: { notificationType: "FORECASTED", comparisonOperator: "GREATER_THAN", threshold: 100 },
        subscribers: [
          { subscriptionType: "SNS", address: topic.topicArn },
          ...(email === undefined ? [] : [{ subscriptionType: "EMAIL", address: email }]),
        ],
      },
    ],
  });
  // A budget is refused whose topic does not let it publish.
  for (const policy of topic.node.findAll()) if (policy instanceof CfnTopicPolicy) made.addResourceDependency(policy);
}
