import { TRAINER_LIMITS } from "@flash/schemas";
import type { TrainerEventOf, TrainerMessage } from "@flash/schemas";

/** Milliseconds since the epoch. */
export type Clock = () => number;

export interface Reporter {
  /** Numbers, stamps and writes one event. */
  send(message: TrainerMessage): void;
  /** As {@link send}, but leaves out what comes sooner than the contract's rate allows. */
  progress(message: Omit<TrainerEventOf<"progress">, "type" | "seq" | "ts">): void;
}

/** @param write - takes one line, line feed included. */
export function reporter(write: (line: string) => void, now: Clock): Reporter {
  let seq = 0;
  let lastProgress = -Infinity;
  const send = (message: TrainerMessage): void => {
    write(`${JSON.stringify({ ...message, seq, ts: now() })}\n`);
    seq += 1;
  };
  return {
    send,
    progress(message) {
      if (now() - lastProgress < 1_000 / TRAINER_LIMITS.progressPerSecond) return;
      lastProgress = now();
      send({ type: "progress", ...message });
    },
  };
}
