import { listed } from "@flash/schemas";
import type { DatasetReport, FieldFault } from "@flash/schemas";

/**
 * What can go wrong without Flash having refused anything: on this computer, on the way, or in the platform.
 *
 * @example
 * ```ts
 * const told = (fault: Fault): string => (fault.code === "timeout" ? `after ${fault.timeoutMs} ms` : fault.code);
 * ```
 */
export type Fault =
  /** No answer came, or it broke off. */
  | { code: "network" }
  /** No answer came in time. */
  | { code: "timeout"; timeoutMs: number }
  /** The caller's `AbortSignal` ended it. */
  | { code: "aborted" }
  /** An outage, a bug or too many requests: HTTP 408, 425, 429 or 5xx, and what S3 asks to send again. `retryAfterMs` is what the answer asked for. */
  | { code: "server_fault"; status: number; retryAfterMs: number | null }
  /** Something answered, but not as this version of Flash does: a wrong address, a proxy, or another version. */
  | { code: "unexpected_answer"; status: number; detail: string }
  /** `createFlash` was given options that it cannot use. */
  | { code: "options_invalid"; faults: FieldFault[] }
  /** The file was checked on this computer and has errors; nothing was sent. */
  | { code: "file_invalid"; name: string; report: DatasetReport }
  /** This computer could not read the file; `cause` says why. */
  | { code: "file_unreadable"; name: string }
  /** The file is no longer as long as it was when the upload began. */
  | { code: "file_changed"; name: string; expectedBytes: number; foundBytes: number }
  /** The storage refused the upload, for example because the bytes have changed since they were checked. `storageCode` is S3's own word. */
  | { code: "upload_refused"; status: number; storageCode: string | null }
  /** The storage refused to hand out an artifact. */
  | { code: "download_refused"; path: string; status: number; storageCode: string | null }
  /** The model has no artifact of this path. */
  | { code: "artifact_not_found"; jobId: string; path: string; paths: string[] }
  /** The bytes that came are not those that the training server stored. */
  | { code: "artifact_corrupt"; path: string; expectedSha256: string; foundSha256: string };

/**
 * The codes of {@link Fault}.
 *
 * @example
 * ```ts
 * const worthRepeating: readonly FaultCode[] = ["network", "timeout", "server_fault"];
 * ```
 */
export type FaultCode = Fault["code"];

/** What happened and what to do about it, both for people. */
export function describeFault(fault: Fault): { sentence: string; remedy: string } {
  switch (fault.code) {
    case "network":
      return { sentence: "The platform did not answer.", remedy: "Check address and network, then try again." };
    case "timeout":
      return {
        sentence: `No answer came within ${fault.timeoutMs} ms.`,
        remedy: "Try again, or raise timeoutMs.",
      };
    case "aborted":
      return { sentence: "The call was aborted.", remedy: "Nothing needs to be done." };
    case "server_fault":
      return {
        sentence: `The platform could not do it now (HTTP ${fault.status}).`,
        remedy: "Try again later, or tell whoever runs the platform.",
      };
    case "unexpected_answer":
      return {
        sentence: `This SDK does not know the answer (HTTP ${fault.status}): ${fault.detail}.`,
        remedy: "Check the address, and that SDK and platform have the same version.",
      };
    case "options_invalid":
      return {
        sentence: `createFlash cannot use its options: ${listed(fault.faults)}.`,
        remedy: "Correct the named fields.",
      };
    case "file_invalid":
      return {
        sentence: `${fault.name} has errors; nothing was sent.`,
        remedy: "Mend what the report lists and upload it again.",
      };
    case "file_unreadable":
      return { sentence: `${fault.name} cannot be read.`, remedy: "Choose it again." };
    case "file_changed":
      return {
        sentence: `${fault.name} has changed since it was read.`,
        remedy: "Upload it again.",
      };
    case "upload_refused":
      return {
        sentence: `The storage refused the upload (HTTP ${fault.status}, ${fault.storageCode ?? "no code"}).`,
        remedy: "Upload it again.",
      };
    case "download_refused":
      return {
        sentence: `The storage refused ${fault.path} (HTTP ${fault.status}, ${fault.storageCode ?? "no code"}).`,
        remedy: "Download it again.",
      };
    case "artifact_not_found":
      return {
        sentence: `The model of ${fault.jobId} has no ${fault.path}.`,
        remedy: `Take one of: ${fault.paths.join(", ")}.`,
      };
    case "artifact_corrupt":
      return {
        sentence: `${fault.path} has not arrived as it is stored.`,
        remedy: "Download it again, or train the model again.",
      };
  }
}
