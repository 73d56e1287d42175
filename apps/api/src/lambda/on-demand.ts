import type { Admission, AdmissionDeps, ControlPlaneDeps, ObjectStore } from "@flash/control-plane";
import type { JobDesk } from "../context.ts";
import type { Files } from "../files.ts";
import type { Log } from "./log.ts";
import type { OidcIssuer } from "./oidc/issuer.ts";
import type { TokenVerifier } from "./oidc/token-verifier.ts";

/*
 * A cold function parses whatever its entry imports before its first answer, refusals included. So what is large and not
 * needed by every request lies in chunks of its own, loaded by the first call that needs it: the AWS SDK, which is larger
 * than all the rest of the API, the rule that gives jobs to servers, and what verifies tokens.
 */

/** {@link ObjectStore} on S3, whose client is made with the first call. */
export function storeOnDemand(bucket: string): ObjectStore {
  const store = once(async () => (await import("./s3-store.ts")).s3Store(bucket));
  return {
    get: async (key) => (await store()).get(key),
    create: async (key, body) => (await store()).create(key, body),
    replace: async (key, body, etag) => (await store()).replace(key, body, etag),
    put: async (key, body) => (await store()).put(key, body),
    removeVersion: async (key, etag) => (await store()).removeVersion(key, etag),
    remove: async (key) => (await store()).remove(key),
    list: async (prefix, options) => (await store()).list(prefix, options),
  };
}

/** {@link Files} on S3, whose client and signer are made with the first call. */
export function filesOnDemand(bucket: string): Files {
  const files = once(async () => (await import("./s3-files.ts")).s3Files(bucket));
  return {
    signPut: async (key, file, expiresInS) => (await files()).signPut(key, file, expiresInS),
    beginParts: async (key, contentType) => (await files()).beginParts(key, contentType),
    signPart: async (key, uploadId, part, expiresInS) => (await files()).signPart(key, uploadId, part, expiresInS),
    sendPart: async (key, uploadId, part, bytes) => (await files()).sendPart(key, uploadId, part, bytes),
    listParts: async (key, uploadId) => (await files()).listParts(key, uploadId),
    completeParts: async (key, uploadId, parts) => (await files()).completeParts(key, uploadId, parts),
    abortParts: async (key, uploadId) => (await files()).abortParts(key, uploadId),
    signGet: async (key, fileName, expiresInS) => (await files()).signGet(key, fileName, expiresInS),
    head: async (key) => (await files()).head(key),
    readRange: async (key, range, signal) => (await files()).readRange(key, range, signal),
    read: async (key, signal, firstByte) => (await files()).read(key, signal, firstByte),
  };
}

/** What changes jobs and servers. */
export function deskOnDemand(deps: ControlPlaneDeps): JobDesk {
  const desk = once(async () => (await import("./job-desk.ts")).jobDesk(deps));
  return {
    submit: async (request, admit) => (await desk()).submit(request, admit),
    cancel: async (id, by) => (await desk()).cancel(id, by),
    setDevMode: async (server, on) => (await desk()).setDevMode(server, on),
  };
}

/** What counts an owner's jobs and datasets. */
export function admissionOnDemand(deps: AdmissionDeps): Admission {
  const admission = once(async () => (await import("./admission.ts")).createAdmission(deps));
  return {
    job: async (owner, id) => (await admission()).job(owner, id),
    dataset: async (owner, sizeBytes) => (await admission()).dataset(owner, sizeBytes),
    datasetGone: async (owner, sizeBytes) => (await admission()).datasetGone(owner, sizeBytes),
  };
}

/** What verifies tokens; the issuers' keys are fetched with the first one. */
export function tokensOnDemand(issuers: readonly OidcIssuer[], log: Log): TokenVerifier {
  const verifier = once(async () => (await import("./oidc/token-verifier.ts")).tokenVerifier(issuers, log));
  return async (token) => (await verifier())(token);
}

export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
