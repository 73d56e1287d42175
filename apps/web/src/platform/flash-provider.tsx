import { createFlash, type Flash, isFlashError } from "@flash/sdk";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { useSession } from "../session/session.tsx";

interface Platform {
  readonly flash: Flash;
  /** Tells the session of a refusal that ends it; hands every other error back. */
  readonly heard: (error: unknown) => unknown;
}

const PlatformContext = createContext<Platform | null>(null);

export function usePlatform(): Platform {
  const platform = use(PlatformContext);
  if (platform === null) throw new Error("there is no platform above this component");
  return platform;
}

/** The client of whoever is signed in, with what it has read so far. */
export function FlashProvider({ apiKey, children }: { apiKey: string; children: ReactNode }) {
  const { config, expire } = useSession();
  const platform = useMemo(() => {
    const heard = (error: unknown): unknown => {
      if (isFlashError(error) && error.code === "unauthorized") expire();
      return error;
    };
    const flash = createFlash({ url: config.apiUrl, streamUrl: config.streamUrl, apiKey });
    return { flash, heard };
  }, [config, apiKey, expire]);
  const [queries] = useState(() => newQueryClient((error) => void platform.heard(error)));
  useEffect(() => {
    // Whoever has signed in anew sees what their key may see.
    void queries.invalidateQueries();
  }, [queries, apiKey]);
  return (
    <PlatformContext value={platform}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </PlatformContext>
  );
}

/** The SDK repeats what is worth repeating, and knows better than the browser whether the platform can be reached. */
const newQueryClient = (onError: (error: unknown) => void): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError }),
    defaultOptions: {
      queries: { retry: false, networkMode: "always", staleTime: 2_000 },
      mutations: { retry: false, networkMode: "always", onError },
    },
  });
