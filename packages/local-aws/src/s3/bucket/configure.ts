import { readDocument } from "../body/receive-body.ts";
import { notificationsXml, parseNotifications } from "../events/notification-rules.ts";
import { requireBucket } from "../object/commit.ts";
import type { S3Service } from "../service.ts";
import type { BucketConfiguration } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply, xmlReply, xmlTextReply } from "../wire/reply.ts";
import type { BucketRequest } from "../wire/request.ts";
import { readXml, textOf } from "../wire/xml-read.ts";
import { tags } from "../wire/xml-write.ts";
import { corsXml, parseCors } from "./cors.ts";
import { parseLifecycle } from "./lifecycle.ts";

const MAX_DOCUMENT_BYTES = 256 * 1024;

type Change = (configuration: BucketConfiguration) => BucketConfiguration;

/** Changes of one bucket's configuration follow each other, so none is lost. */
async function configure({ bucket: name }: BucketRequest, { store }: S3Service, change: Change): Promise<void> {
  await store.locks.run(name, async () => {
    const bucket = requireBucket(store, name);
    await store.commit({ type: "bucket_configured", bucket: name, configuration: change(bucket.configuration) });
  });
}

async function put(request: BucketRequest, service: S3Service, parse: (document: string) => Change): Promise<Reply> {
  requireBucket(service.store, request.bucket);
  await configure(request, service, parse(await readDocument(request, MAX_DOCUMENT_BYTES)));
  return emptyReply(200);
}

const configurationOf = ({ bucket }: BucketRequest, { store }: S3Service): BucketConfiguration =>
  requireBucket(store, bucket).configuration;

export const putCors = (request: BucketRequest, service: S3Service): Promise<Reply> =>
  put(request, service, (document) => {
    const cors = parseCors(document);
    return (configuration) => ({ ...configuration, cors });
  });

export function getCors(request: BucketRequest, service: S3Service): Reply {
  const { cors } = configurationOf(request, service);
  if (cors === undefined) throw new S3Error("NoSuchCORSConfiguration", { details: { BucketName: request.bucket } });
  return xmlReply("CORSConfiguration", corsXml(cors));
}

export async function deleteCors(request: BucketRequest, service: S3Service): Promise<Reply> {
  await configure(request, service, (configuration) => without(configuration, ["cors"]));
  return emptyReply(204);
}

export const putNotifications = (request: BucketRequest, service: S3Service): Promise<Reply> =>
  put(request, service, (document) => {
    const notifications = parseNotifications(document);
    return (configuration) => ({ ...configuration, notifications });
  });

export function getNotifications(request: BucketRequest, service: S3Service): Reply {
  return xmlReply("NotificationConfiguration", notificationsXml(configurationOf(request, service).notifications ?? []));
}

export const putVersioning = (request: BucketRequest, service: S3Service): Promise<Reply> =>
  put(request, service, (document) => {
    const root = readXml(document, "VersioningConfiguration");
    const versioning = textOf(root, "Status")?.trim();
    if (versioning !== "Enabled" && versioning !== "Suspended") throw new S3Error("MalformedXML");
    if (textOf(root, "MfaDelete")?.trim() === "Enabled")
      throw new S3Error("NotImplemented", { message: "The local S3 does not implement MFA delete." });
    return (configuration) => ({ ...configuration, versioning });
  });

export function getVersioning(request: BucketRequest, service: S3Service): Reply {
  return xmlReply("VersioningConfiguration", tags({ Status: configurationOf(request, service).versioning }));
}

export const putLifecycle = (request: BucketRequest, service: S3Service): Promise<Reply> =>
  put(request, service, (lifecycle) => {
    const abortUploads = parseLifecycle(lifecycle);
    return (configuration) => ({ ...configuration, lifecycle, abortUploads });
  });

export function getLifecycle(request: BucketRequest, service: S3Service): Reply {
  const { lifecycle } = configurationOf(request, service);
  if (lifecycle === undefined)
    throw new S3Error("NoSuchLifecycleConfiguration", { details: { BucketName: request.bucket } });
  return xmlTextReply(200, lifecycle);
}

export async function deleteLifecycle(request: BucketRequest, service: S3Service): Promise<Reply> {
  await configure(request, service, (configuration) => without(configuration, ["lifecycle", "abortUploads"]));
  return emptyReply(204);
}

function without(
  configuration: BucketConfiguration,
  names: readonly (keyof BucketConfiguration)[],
): BucketConfiguration {
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => !names.some((gone) => gone === name)));
}
