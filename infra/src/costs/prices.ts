/**
 * US dollars in us-east-1, as public sources quoted them in November 2026: AWS's own pages were not at hand, and prices change. Look them up
 * before you rely on them: "Amazon S3 pricing", "AWS Lambda pricing", "Amazon CloudWatch pricing", "Amazon EC2 On-Demand Pricing" and "Amazon EBS pricing"
 * at aws.amazon.com. Free tiers are left out.
 * Those of disks and of traffic to the internet were quoted nowhere at hand: they are as AWS has had them for years.
 */
export const PRICES = {
  /** Each PUT, POST and LIST; deletions cost nothing. */
  s3Write: 0.005 / 1_000,
  /** Each GET and HEAD. */
  s3Read: 0.0004 / 1_000,
  /** S3 Standard, a GB for a month. */
  s3GbMonth: 0.023,
  lambdaRun: 0.2 / 1_000_000,
  /** On arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  /** A GB written. */
  logGb: 0.5,
  /** One that was written to in that month. */
  metricMonth: 0.3,
  /** A metric that an alarm looks at. */
  alarmMonth: 0.1,
  dashboardMonth: 3,
  /** c7i.xlarge, the default of `flash.config.ts`; billed by the second. */
  machineHour: 0.1785,
  /** gp3, a GB for a month. */
  diskGbMonth: 0.08,
  /** A GB to the internet. */
  outGb: 0.09,
} as const;
export type Prices = Readonly<Record<keyof typeof PRICES, number>>;
