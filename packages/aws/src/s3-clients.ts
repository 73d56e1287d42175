import { S3Client } from "@aws-sdk/client-s3";
import type { S3ClientConfig } from "@aws-sdk/client-s3";

/**
 * For documents of a few KB. One retry and short timeouts: a function must not outlive its own decisions, and the rule
 * runs again anyway. Credentials, region and endpoint come from the standard environment (`AWS_REGION`,
 * `AWS_ENDPOINT_URL_S3`, …) unless given.
 */
export function documentsS3Client(config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    maxAttempts: 2,
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

/**
 * For datasets and models, up to gigabytes. No limit to a whole transfer, but one to silence: 60 s without a byte.
 * Otherwise as {@link documentsS3Client}.
 */
export function bytesS3Client(config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, socketTimeout: 60_000 },
    ...config,
  });
}
