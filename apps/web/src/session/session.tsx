import { createContext, type ReactNode, use, useMemo, useState } from "react";
import type { PageConfig } from "../config/page-config.ts";
import { ofTab } from "../storage/of-tab.ts";
import { forgetKey, keepKey, type KeptKey, readKey } from "./kept-key.ts";
import { expired, isSamePerson, type Session } from "./sessions.ts";

interface SessionActions {
  readonly session: Session;
  readonly config: PageConfig;
  readonly signIn: (kept: KeptKey & { readonly owner: string }) => void;
  readonly signOut: () => void;
  /** The platform no longer takes this key. */
  readonly expire: (key: string) => void;
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
    return kept === null ? { state: "signed-out" } : { state: "signed-in", key: kept.key, owner: kept.owner };
  });
  const actions = useMemo(
    (): SessionActions => ({
      session,
      config,
      signIn: (kept) => {
        if (!isSamePerson(session, kept.owner)) ofTab.clear();
        keepKey(apiUrl, kept);
        setSession({ state: "signed-in", key: kept.key, owner: kept.owner });
      },
      signOut: () => {
        forgetKey(apiUrl);
        ofTab.clear();
        setSession({ state: "signed-out" });
      },
      expire: (key) => {
        if (readKey(apiUrl)?.key === key) forgetKey(apiUrl);
        setSession((now) => expired(now, key));
      },
    }),
    [session, config, apiUrl],
  );
  return <SessionContext value={actions}>{children}</SessionContext>;
}
