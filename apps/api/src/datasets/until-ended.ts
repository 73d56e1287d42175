import type { CallerContext } from "../context.ts";
import { pause } from "../pause.ts";

/**
 * Tells of work under way until it has ended. Work whose reader has left goes on, and the function with it.
 *
 * @throws AbortError with the signal, and whatever the work throws.
 */
export async function* untilEnded<Event, End>(
  ctx: CallerContext,
  { ended, tell }: { readonly ended: Promise<End>; readonly tell: () => Iterable<Event> },
  signal: AbortSignal,
): AsyncGenerator<Event, End, unknown> {
  let isOver = false;
  const finished = ended.then((end) => ({ end }));
  try {
    for (;;) {
      const seen = await Promise.race([finished, pause(ctx.streams.pollMs, signal).then(() => null)]);
      isOver = seen !== null;
      if (seen !== null) return seen.end;
      yield* tell();
    }
  } finally {
    if (!isOver) ctx.goOn(ended);
  }
}
