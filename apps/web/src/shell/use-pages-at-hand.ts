import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** For browsers that do not tell when they have nothing to do, such as Safari. */
const IDLE_AFTER_MS = 2_000;

/** Loads what the other pages are made of when there is nothing else to do: then they open at once, and offline too. */
export function usePagesAtHand(): void {
  const router = useRouter();
  useEffect(() => {
    const load = (): void => {
      // What cannot be loaded now is asked for again by whoever goes there.
      for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route)?.catch(() => undefined);
    };
    if (globalThis.requestIdleCallback === undefined) {
      const timer = setTimeout(load, IDLE_AFTER_MS);
      return () => clearTimeout(timer);
    }
    const asked = requestIdleCallback(load);
    return () => cancelIdleCallback(asked);
  }, [router]);
}
