import { useEffect, useRef } from "react";
import { useSampled } from "./use-sampled.ts";

/** What one piece of work is given. */
interface Begun<Progress> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Work of which only the newest counts: beginning the next one ends the one before, and the component that goes ends its own. */
export function useNewest<Progress>(): {
  /** Of the newest, ten times a second at most; null before its first step. */
  readonly progress: Progress | null;
  readonly begin: () => Begun<Progress>;
} {
  const running = useRef<AbortController | null>(null);
  const [progress, setProgress] = useSampled<Progress>();
  useEffect(() => () => running.current?.abort(), []);
  const begin = (): Begun<Progress> => {
    running.current?.abort();
    setProgress(null);
    const { signal } = (running.current = new AbortController());
    return {
      signal,
      onProgress: (step) => {
        if (!signal.aborted) setProgress(step);
      },
    };
  };
  return { progress, begin };
}
