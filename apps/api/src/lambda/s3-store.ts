import { documentsS3Client, s3ObjectStore } from "@flash/aws";
import type { ObjectStore } from "@flash/control-plane";

/** The platform's documents on S3. */
export const s3Store = (bucket: string): ObjectStore => s3ObjectStore(documentsS3Client(), bucket);
