import { flashError } from "./error/flash-error.ts";
import type { Fault } from "./error/fault.ts";
import type { FlashError } from "./error/flash-error.ts";
import { isTransientStatus } from "./error/from-answer.ts";
import { factsOf } from "./transport/endpoint.ts";
import type { Runtime } from "./transport/runtime.ts";

/** What the storage said, other than that it was done. */
export interface StorageRefusal {
  status: number;
  /** S3's error code, such as `AccessDenied`; null when the answer is not S3's. */
  storageCode: string | null;
}

/** An answer of S3, or of whatever stands in its place. */
export type StorageAnswer = Pick<Response, "status" | "headers">;

/**
 * S3 answers 409 when two conditional writes race: neither has won yet, so it is worth asking again. It answers 400 when bytes
 * stopped coming for too long, as from a phone between two networks.
 */
const isWorthRepeating = ({ status, storageCode }: StorageRefusal): boolean =>
  isTransientStatus(status) || status === 409 || storageCode === "RequestTimeout";

/** @param problem - names the refusal for what was being done. */
export function errorOfStorage(
  answer: StorageAnswer,
  body: string,
  runtime: Runtime,
  problem: (refusal: StorageRefusal) => Fault,
): FlashError {
  const facts = factsOf(answer, runtime);
  const { status, requestId, retryAfterMs } = facts;
  const refusal = { status, storageCode: /<Code>(\w+)<\/Code>/u.exec(body)?.[1] ?? null };
  const fault: Fault = isWorthRepeating(refusal) ? { code: "server_fault", status, retryAfterMs } : problem(refusal);
  return flashError(fault, { requestId });
}
