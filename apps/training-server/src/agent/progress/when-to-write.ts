/** How long ago `progress.json` was written, and whether there is anything new to say. */
export interface SinceLastWrite {
  readonly elapsedMs: number;
  readonly changed: boolean;
}

/** News are told at most this often, in milliseconds. */
const NEWS_MS = 2_000;

/** A write is due with news after two seconds, and without any when the heartbeat is due. */
export const isWriteDue = ({ elapsedMs, changed }: SinceLastWrite, heartbeatMs: number): boolean =>
  elapsedMs >= heartbeatMs || (changed && elapsedMs >= NEWS_MS);

/** Between two looks at the training config, in milliseconds: cancellation is noticed within this time. */
export const beatMs = (heartbeatMs: number): number => Math.min(heartbeatMs, NEWS_MS);
