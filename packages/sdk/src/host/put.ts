import type { Deadline } from "../transport/deadline.ts";
import type { StorageAnswer } from "../storage-answer.ts";
import type { LocalFile } from "../upload/upload-file.ts";

/** One PUT of a whole file to a presigned URL. */
export interface PutRequest {
  readonly url: string;
  /** Sent exactly so: they are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly file: LocalFile;
  readonly limit: Deadline;
  /** Called with the bytes that have left so far. */
  readonly onSent: (bytes: number) => void;
}

/** Rejects with whatever went wrong when no answer came. */
export type Put = (request: PutRequest) => Promise<{ answer: StorageAnswer; body: string }>;

/** Less those that the sender sets itself, and a page may not. */
export const signedHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(?:content-length|host)$/iu.test(name)));
