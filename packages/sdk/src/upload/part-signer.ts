import type { DatasetId, SignedParts } from "@flash/schemas";
import type { Client } from "../client.ts";
import { callOptions } from "../call-options.ts";

/** A URL for one part, and the headers that are signed with it. */
export type SignedPart = SignedParts["parts"][number];

interface Wanted {
  readonly partNumber: number;
  readonly sha256: string;
  readonly answer: PromiseWithResolvers<SignedPart>;
}

/** The API signs so many at once. */
const MAX_BATCH = 100;

/**
 * Has parts signed when they are about to be sent: URLs live for minutes, uploads for hours. Whatever is asked for while an
 * answer is on its way goes with the next call, so that many small parts do not make many calls.
 */
export class PartSigner {
  readonly #client: Client;
  readonly #datasetId: DatasetId;
  readonly #signal: AbortSignal;
  #waiting: Wanted[] = [];
  #asking = false;

  constructor(client: Client, datasetId: DatasetId, signal: AbortSignal) {
    this.#client = client;
    this.#datasetId = datasetId;
    this.#signal = signal;
  }

  /** @throws FlashError, the same for all parts of a call that was refused. */
  sign(partNumber: number, sha256: string): Promise<SignedPart> {
    const answer = Promise.withResolvers<SignedPart>();
    this.#waiting.push({ partNumber, sha256, answer });
    if (!this.#asking) void this.#ask();
    return answer.promise;
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#waiting.length > 0) await this.#askFor(this.#waiting.splice(0, MAX_BATCH));
    this.#asking = false;
  }

  async #askFor(wanted: readonly Wanted[]): Promise<void> {
    const { trpc } = this.#client;
    const parts = wanted.map(({ partNumber, sha256 }) => ({ partNumber, sha256 }));
    try {
      const input = { datasetId: this.#datasetId, parts };
      const signed = await trpc.datasets.signParts.mutate(input, callOptions({ signal: this.#signal }));
      for (const [index, part] of signed.parts.entries()) wanted[index]?.answer.resolve(part);
    } catch (error) {
      for (const { answer } of wanted) answer.reject(error);
    }
  }
}
