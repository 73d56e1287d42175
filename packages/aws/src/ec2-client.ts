import { EC2Client } from "@aws-sdk/client-ec2";
import type { EC2ClientConfig } from "@aws-sdk/client-ec2";

/**
 * One retry, short timeouts, and throttling that slows the whole client down (adaptive): EC2 calls have no condition,
 * so one that is still on its way long after it was decided does harm. Credentials, region and endpoint come from the
 * standard environment (`AWS_REGION`, `AWS_ENDPOINT_URL_EC2`, …) unless given.
 */
export function ec2Client(config: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({
    maxAttempts: 2,
    retryMode: "adaptive",
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      // Without this the SDK only logs a warning when requestTimeout has passed, and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: 5_000,
    },
    ...config,
  });
}
