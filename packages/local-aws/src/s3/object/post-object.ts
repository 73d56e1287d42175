import type { Identity } from "../../identity.ts";
import type { Verifier } from "../../sigv4/verify.ts";
import { verifyPolicySignature } from "../../sigv4/verify-policy.ts";
import { BodyHashes } from "../body/body-hashes.ts";
import { type UploadForm, readForm } from "../body/form-data.ts";
import { expectedIntegrity } from "../body/integrity.ts";
import { MAX_PUT_BYTES, type StoredBody, storeStream } from "../body/receive-body.ts";
import { publishCreated } from "../events/publish.ts";
import type { Connection, ServerOptions } from "../server.ts";
import type { S3Service } from "../service.ts";
import type { ObjectVersion } from "../store/records.ts";
import { asError } from "../wire/authenticate.ts";
import { authorize, objectArn } from "../wire/authorize.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply, xmlTextReply } from "../wire/reply.ts";
import type { ObjectRequest, RequestHead } from "../wire/request.ts";
import { tags, xmlDocument } from "../wire/xml-write.ts";
import { parseAttributes, writeHeaders } from "./attributes.ts";
import { commitVersion, requireBucket } from "./commit.ts";
import { applyPolicy, type PolicyLimits } from "./post-policy.ts";

/** An upload from an HTML form: not the request is signed but a policy that says which forms are welcome. */
export async function postObject(
  head: RequestHead & { readonly bucket: string },
  connection: Connection,
  { service, identities }: ServerOptions,
): Promise<Reply> {
  const { bucket } = head;
  requireBucket(service.store, bucket);
  const form = await readForm(connection.body(), head.headers.get("content-type") ?? "");
  const { fields } = form;
  const caller = signerOf(fields, { identities, service: "s3", region: service.region, now: service.now() });
  const limits = applyPolicy(fields.get("policy") ?? "", new Map([...fields, ["bucket", bucket]]), service.now());
  const request = requestOf({ ...head, ...connection, caller, bucket }, form);
  authorize(request, "s3:PutObject", objectArn(bucket, request.key));
  const version = await storeForm(request, service, { form, limits });
  publishCreated(service, request, { name: "ObjectCreated:Post", key: request.key, version });
  return formReply(request, version, fields);
}

function signerOf(fields: ReadonlyMap<string, string>, verifier: Verifier): Identity {
  const signed = {
    policy: fields.get("policy"),
    algorithm: fields.get("x-amz-algorithm"),
    credential: fields.get("x-amz-credential"),
    signature: fields.get("x-amz-signature"),
    sessionToken: fields.get("x-amz-security-token"),
  };
  const verification = verifyPolicySignature(signed, verifier);
  if (!verification.ok) throw asError(verification.refusal);
  return verification.identity;
}

/** The form's fields take the place of headers, as if the file had been PUT. */
function requestOf(
  base: RequestHead & Connection & { readonly bucket: string; readonly caller: Identity },
  { fields, fileName, fileType }: UploadForm,
): ObjectRequest {
  const key = fields.get("key")?.replaceAll("${filename}", () => fileName) ?? "";
  if (key === "") throw new S3Error("InvalidArgument", { message: "Bucket POST must contain a field named 'key'." });
  if (Buffer.byteLength(key) > 1024) throw new S3Error("KeyTooLongError");
  const headers = new Map([...(fileType === undefined ? [] : [["content-type", fileType] as const]), ...fields]);
  const chunkSeed = (): never => {
    throw new S3Error("MalformedPOSTRequest");
  };
  return { ...base, key, headers, payloadHash: "UNSIGNED-PAYLOAD", chunkSeed };
}

async function storeForm(
  request: ObjectRequest,
  { store, now }: S3Service,
  { form, limits }: { readonly form: UploadForm; readonly limits: PolicyLimits },
): Promise<ObjectVersion> {
  const { bucket, key } = request;
  const attributes = parseAttributes(request.headers);
  const body = await receiveFile(request, store, { form, limits });
  try {
    const { md5: etag, sizeBytes, blobs, checksums } = body;
    const content = { etag, sizeBytes, blobs, checksums, checksumType: "FULL_OBJECT" } as const;
    const draft = { ...attributes, ...content, lastModified: now() };
    return await commitVersion(store, { bucket, key, draft, condition: { kind: "always" } });
  } finally {
    store.blobs.release(body.blobs);
  }
}

function receiveFile(
  request: ObjectRequest,
  { blobs }: S3Service["store"],
  { form, limits }: { readonly form: UploadForm; readonly limits: PolicyLimits },
): Promise<StoredBody> {
  const expected = expectedIntegrity(request.headers, request.payloadHash);
  const hashes = BodyHashes.for(expected);
  const verify = (): ReturnType<BodyHashes["digest"]> => {
    if (hashes.sizeBytes < limits.minBytes)
      throw new S3Error("EntityTooSmall", {
        details: { ProposedSize: `${hashes.sizeBytes}`, MinSizeAllowed: `${limits.minBytes}` },
      });
    return hashes.verify(expected, new Map());
  };
  return storeStream(form.file, blobs, { hashes, maxBytes: Math.min(limits.maxBytes, MAX_PUT_BYTES), verify });
}

function formReply(
  { bucket, key, headers }: ObjectRequest,
  version: ObjectVersion,
  fields: ReadonlyMap<string, string>,
): Reply {
  const etag = `"${version.etag}"`;
  const location = `http://${headers.get("host") ?? "127.0.0.1"}/${bucket}/${encodeURIComponent(key)}`;
  const redirect = fields.get("success_action_redirect");
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag })) target.searchParams.set(name, value);
    return emptyReply(303, { ...writeHeaders(version), location: target.href });
  }
  const status = fields.get("success_action_status");
  if (status === "201") {
    const document = xmlDocument("PostResponse", tags({ Location: location, Bucket: bucket, Key: key, ETag: etag }));
    return xmlTextReply(201, document, { ...writeHeaders(version), location });
  }
  return emptyReply(status === "200" ? 200 : 204, { ...writeHeaders(version), location });
}
