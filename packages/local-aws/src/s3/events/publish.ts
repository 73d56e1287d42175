import type { DeleteOutcome } from "../object/commit.ts";
import type { S3Service } from "../service.ts";
import type { ObjectVersion } from "../store/records.ts";
import { HOST_ID } from "../wire/reply.ts";
import type { BucketRequest } from "../wire/request.ts";
import type { ChangeOrigin, S3EventName } from "./s3-event.ts";

/** Tells of a new object. */
export function publishCreated(
  service: S3Service,
  request: BucketRequest,
  created: { readonly name: S3EventName; readonly key: string; readonly version: ObjectVersion },
): void {
  const { sizeBytes, etag, versionId, sequence } = created.version;
  const { name, key } = created;
  service.events.publish(
    { name, bucket: request.bucket, key, sizeBytes, etag, versionId, sequence },
    originOf(service, request),
  );
}

/** Tells of a deletion; a delete marker has its own event, and deleting what is not there has none. */
export function publishDeleted(
  service: S3Service,
  request: BucketRequest,
  { key, outcome }: { readonly key: string; readonly outcome: DeleteOutcome },
): void {
  const { bucket } = request;
  const origin = originOf(service, request);
  switch (outcome.kind) {
    case "nothing":
      return;
    case "removed": {
      const { sequence, version } = outcome;
      service.events.publish(
        { name: "ObjectRemoved:Delete", bucket, key, versionId: version.versionId, sequence },
        origin,
      );
      return;
    }
    case "marked": {
      const { etag, versionId, sequence } = outcome.marker;
      const name = "ObjectRemoved:DeleteMarkerCreated";
      service.events.publish({ name, bucket, key, etag, versionId, sequence }, origin);
    }
  }
}

const originOf = (service: S3Service, { caller, sourceIp, requestId }: BucketRequest): ChangeOrigin => ({
  region: service.region,
  at: service.now(),
  principal: caller.name,
  sourceIp,
  requestId,
  hostId: HOST_ID,
});
