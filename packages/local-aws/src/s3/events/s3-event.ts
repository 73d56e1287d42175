/** The events that objects cause here, without the `s3:` that only configurations carry. */
export type S3EventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Post"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectRemoved:DeleteMarkerCreated";

/**
 * What S3 hands to a function, in AWS's shape.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export interface S3Event {
  readonly Records: readonly S3EventRecord[];
}

export interface S3EventRecord {
  readonly eventVersion: "2.1";
  readonly eventSource: "aws:s3";
  readonly awsRegion: string;
  /** ISO 8601 with milliseconds. */
  readonly eventTime: string;
  readonly eventName: S3EventName;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: { readonly "x-amz-request-id": string; readonly "x-amz-id-2": string };
  readonly s3: {
    readonly s3SchemaVersion: "1.0";
    readonly configurationId: string;
    readonly bucket: {
      readonly name: string;
      readonly ownerIdentity: { readonly principalId: string };
      readonly arn: string;
    };
    readonly object: S3EventObject;
  };
}

export interface S3EventObject {
  /** URL-encoded, with `+` for a space. */
  readonly key: string;
  /** Bytes; a removal has none. */
  readonly size?: number;
  readonly eTag?: string;
  /** Only in a bucket with versions. */
  readonly versionId?: string;
  /** Hex; of two events of one key the later has the greater one, compared as text. */
  readonly sequencer: string;
}

/** One change of one object, before it is known who wants to hear of it. */
export interface ObjectChange {
  readonly name: S3EventName;
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes?: number;
  readonly etag?: string;
  readonly versionId?: string;
  readonly sequence: number;
}

/** Who caused a change and when. */
export interface ChangeOrigin {
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly principal: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly hostId: string;
}

export function toEventRecord(change: ObjectChange, origin: ChangeOrigin, configurationId: string): S3EventRecord {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: origin.region,
    eventTime: new Date(origin.at).toISOString(),
    eventName: change.name,
    userIdentity: { principalId: `AWS:${origin.principal}` },
    requestParameters: { sourceIPAddress: origin.sourceIp },
    responseElements: { "x-amz-request-id": origin.requestId, "x-amz-id-2": origin.hostId },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: change.bucket,
        ownerIdentity: { principalId: "FLASHLOCAL" },
        arn: `arn:aws:s3:::${change.bucket}`,
      },
      object: eventObject(change),
    },
  };
}

function eventObject({ key, sizeBytes, etag, versionId, sequence }: ObjectChange): S3EventObject {
  return {
    key: encodeEventKey(key),
    ...(sizeBytes !== undefined && { size: sizeBytes }),
    ...(etag !== undefined && { eTag: etag }),
    ...(versionId !== undefined && versionId !== "null" && { versionId }),
    sequencer: sequence.toString(16).toUpperCase().padStart(18, "0"),
  };
}

/** As Java's URLEncoder does it, but with slashes kept: what `decodeURIComponent(key.replaceAll("+", " "))` undoes. */
const encodeEventKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/")
    .replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
