import { useCallback, useEffect, useRef, useState } from "react";

/** Ten pictures a second are enough for a bar that grows. */
const EVERY_MS = 100;

/**
 * State that is set more often than it is worth drawing: the first value is drawn at once, of those that follow the newest
 * of each tenth of a second. null is drawn at once, too.
 */
export function useSampled<Value>(): readonly [Value | null, (value: Value | null) => void] {
  const [shown, show] = useState<Value | null>(null);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; newest: Value | null } | null>(null);
  const forget = useCallback(() => {
    clearTimeout(waiting.current?.timer);
    waiting.current = null;
  }, []);
  useEffect(() => forget, [forget]);
  const set = useCallback(
    (value: Value | null) => {
      if (value !== null && waiting.current !== null) return void (waiting.current.newest = value);
      forget();
      show(() => value);
      if (value === null) return;
      const draw = (): void => {
        const newest = waiting.current?.newest ?? null;
        waiting.current = null;
        if (newest !== null) set(newest);
      };
      waiting.current = { timer: setTimeout(draw, EVERY_MS), newest: null };
    },
    [forget],
  );
  return [shown, set];
}
