import { createFlash, isFlashError } from "@flash/sdk";
import { FlashProvider } from "@flash/sdk/react";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../session/session.tsx";
import { parquet } from "./parquet.ts";

interface PlatformProviderProps {
  readonly apiKey: string;
  /** Whom it stands for: nothing that was read, chosen or sent goes from one to another. */
  readonly account: string;
  readonly children: ReactNode;
}

/** The client of whoever is signed in, with what it has read so far. Mounted anew for another account. */
export function PlatformProvider({ apiKey, account, children }: PlatformProviderProps) {
  const { config, expire } = useSession();
  const flash = useMemo(
    () => createFlash({ url: config.apiUrl, streamUrl: config.streamUrl, apiKey, account, parquet }),
    [config, apiKey, account],
  );
  const asker = useRef({ apiKey, expire });
  const [queries] = useState(() => newQueryClient(() => asker.current.expire(asker.current.apiKey)));
  useEffect(() => {
    const isAnother = asker.current.apiKey !== apiKey;
    asker.current = { apiKey, expire };
    if (!isAnother) return;
    // The same person's new key: what is under way with the old one would be refused, as if the new one were.
    void queries.cancelQueries().then(() => queries.invalidateQueries());
  }, [queries, apiKey, expire]);
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
