import { answerHead } from "./function-url-response.ts";
import type { AnswerHead } from "./function-url-response.ts";
import { PRELUDE_END_LENGTH } from "./sandbox-protocol.ts";

export type PreludeStep =
  | { readonly is: "incomplete" }
  /** What came after the zero bytes is the first of the body. */
  | { readonly is: "complete"; readonly head: AnswerHead; readonly body: Buffer }
  | { readonly is: "malformed" };

const MAX_PRELUDE_BYTES = 64 * 1024;
const PRELUDE_END = Buffer.alloc(PRELUDE_END_LENGTH);

/** Reads the head of an HTTP integration stream: JSON, then 8 zero bytes, cut into chunks anywhere. */
export class PreludeReader {
  #seen = Buffer.alloc(0);

  take(bytes: Uint8Array): PreludeStep {
    this.#seen = Buffer.concat([this.#seen, bytes]);
    const end = this.#seen.indexOf(PRELUDE_END);
    if (end < 0) return { is: this.#seen.length > MAX_PRELUDE_BYTES ? "malformed" : "incomplete" };
    const head = headOf(this.#seen.subarray(0, end).toString());
    if (!head) return { is: "malformed" };
    return { is: "complete", head, body: this.#seen.subarray(end + PRELUDE_END_LENGTH) };
  }
}

function headOf(json: string): AnswerHead | undefined {
  try {
    return answerHead(JSON.parse(json), "application/octet-stream");
  } catch {
    return undefined;
  }
}
