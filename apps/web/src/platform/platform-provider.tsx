import { createFlash, isFlashError } from "@flash/sdk";
import { FlashProvider } from "@flash/sdk/react";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useSession } from "../session/session.tsx";
import { parquet } from "./parquet.ts";

/** The client of whoever is signed in, with what it has read so far. */
export function PlatformProvider({ apiKey, children }: { apiKey: string; children: ReactNode }) {
  const { config, expire } = useSession();
  const flash = useMemo(
    () => createFlash({ url: config.apiUrl, streamUrl: config.streamUrl, apiKey, parquet }),
    [config, apiKey],
  );
  const [queries] = useState(() => newQueryClient(expire));
  useEffect(() => {
    // Whoever has signed in anew sees what their key may see: what is shown is asked for again, all else is forgotten.
    queries.removeQueries({ type: "inactive" });
    void queries.invalidateQueries();
  }, [queries, apiKey]);
  return (
    <FlashProvider flash={flash}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </FlashProvider>
  );
}

/**
 * The SDK repeats what is worth repeating, and knows better than the browser whether the platform can be reached.
 *
 * @param onRefusedKey - hears that the platform no longer takes the key.
 */
function newQueryClient(onRefusedKey: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (isFlashError(error) && error.code === "unauthorized") onRefusedKey();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: false, networkMode: "always", staleTime: 2_000 },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
