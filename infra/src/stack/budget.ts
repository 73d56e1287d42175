import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { CfnTopicPolicy, type Topic } from "aws-cdk-lib/aws-sns";

export interface Budget {
  /** An account has one budget of a name, whatever the region. */
  readonly globalName: string;
  /** Is told directly too: AWS asks nobody to confirm a budget's mail. */
  readonly email: string | undefined;
  /** US dollars a month, of the whole account. */
  readonly amount: number;
}

/**
 * By the forecast it is told early; but AWS forecasts nothing before it has seen an account for some five weeks, and then only the sum that
 * was spent speaks.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
 */
const SPEAKS_BY = ["FORECASTED", "ACTUAL"] as const;

/** Tells the topic when the account's forecast for the month is above the amount, and when what was spent is. */
export function budget(topic: Topic, { globalName, email, amount }: Budget): void {
  const made = new CfnBudget(topic.stack, "budget", {
    budget: {
      budgetName: globalName,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount, unit: "USD" },
    },
    notificationsWithSubscribers: SPEAKS_BY.map((notificationType) => ({
      notification: { notificationType, comparisonOperator: "GREATER_THAN", threshold: 100 },
      subscribers: [
        { subscriptionType: "SNS", address: topic.topicArn },
        ...(email === undefined ? [] : [{ subscriptionType: "EMAIL", address: email }]),
      ],
    })),
  });
  // A budget is refused whose topic does not let it publish.
  for (const policy of topic.node.findAll()) if (policy instanceof CfnTopicPolicy) made.addResourceDependency(policy);
}
