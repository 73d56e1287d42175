import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import type { PageConfig } from "../config/page-config.ts";
import { forgetKey, keepKey, type KeptKey, readKey } from "./kept-key.ts";

/** `expired`: the platform no longer takes the key; what was on the screen stays behind the sign-in. */
export type Session =
  | { readonly state: "signed-out" }
  | { readonly state: "signed-in"; readonly key: string }
  | { readonly state: "expired"; readonly key: string };

interface SessionActions {
  readonly session: Session;
  readonly config: PageConfig;
  readonly signIn: (kept: KeptKey) => void;
  readonly signOut: () => void;
  readonly expire: () => void;
}

const SessionContext = createContext<SessionActions | null>(null);

export function useSession(): SessionActions {
  const actions = use(SessionContext);
  if (actions === null) throw new Error("there is no session above this component");
  return actions;
}

export function SessionProvider({ config, children }: { config: PageConfig; children: ReactNode }) {
  const { apiUrl } = config;
  const [session, setSession] = useState<Session>(() => {
    const kept = readKey(apiUrl);
    return kept === null ? { state: "signed-out" } : { state: "signed-in", key: kept.key };
  });
  const signIn = useCallback(
    (kept: KeptKey) => {
      keepKey(apiUrl, kept);
      setSession({ state: "signed-in", key: kept.key });
    },
    [apiUrl],
  );
  const signOut = useCallback(() => {
    forgetKey(apiUrl);
    setSession({ state: "signed-out" });
  }, [apiUrl]);
  const expire = useCallback(() => {
    forgetKey(apiUrl);
    setSession((now) => (now.state === "signed-in" ? { state: "expired", key: now.key } : now));
  }, [apiUrl]);
  const actions = useMemo(
    () => ({ session, config, signIn, signOut, expire }),
    [session, config, signIn, signOut, expire],
  );
  return <SessionContext value={actions}>{children}</SessionContext>;
}
