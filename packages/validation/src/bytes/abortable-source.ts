import type { ByteSource } from "./byte-source.ts";

/**
 * The same source, until the signal is raised: then its reading ends at once, even while the source keeps us waiting.
 *
 * @throws the signal's reason, now and when it is read.
 */
export function abortableSource<Source extends ByteSource | AsyncIterable<Uint8Array>>(
  source: Source,
  signal: AbortSignal,
): Source;
export function abortableSource(
  source: ByteSource | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): ByteSource | AsyncIterable<Uint8Array> {
  signal.throwIfAborted();
  if (!("stream" in source)) return abortable(source, signal);
  return {
    sizeBytes: source.sizeBytes,
    read: async (offset, length) => {
      signal.throwIfAborted();
      return source.read(offset, length);
    },
    stream: (firstByte) => abortable(source.stream(firstByte), signal),
  };
}

/** The same values, until the signal fires: a source that never answers is left alone then. */
async function* abortable<Value>(source: AsyncIterable<Value>, signal: AbortSignal): AsyncGenerator<Value> {
  signal.throwIfAborted();
  let reject: ((reason: unknown) => void) | undefined;
  const abort = () => reject?.(signal.reason);
  signal.addEventListener("abort", abort);
  const values = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      // One promise for each wait: racing against a promise that lives long would keep all of them.
      const result = await new Promise<IteratorResult<Value>>((resolve, refuse) => {
        reject = refuse;
        values.next().then(resolve, refuse);
      });
      signal.throwIfAborted();
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: a generator that hangs in next() never answers return() either.
    void values.return?.().then(undefined, () => undefined);
  }
}
