/** Where a signed-in person's key is kept: for this tab, or on request until they sign out. */
export interface KeptKey {
  readonly key: string;
  /** Whom it stands for, as the platform has said; null: an older page has kept it without. */
  readonly owner: string | null;
  readonly staysSignedIn: boolean;
}

/** One entry for each platform, so that no key is ever sent to another one. */
const entryOf = (apiUrl: string): string => `flash.key ${apiUrl}`;

/** Storage can be switched off; then the key lives as long as the page. */
function attempt<Value>(use: () => Value, otherwise: Value): Value {
  try {
    return use();
  } catch {
    return otherwise;
  }
}

export function readKey(apiUrl: string): KeptKey | null {
  const entry = entryOf(apiUrl);
  const ofTab = attempt(() => sessionStorage.getItem(entry), null);
  if (ofTab !== null) return { ...keptIn(ofTab), staysSignedIn: false };
  const kept = attempt(() => localStorage.getItem(entry), null);
  return kept === null ? null : { ...keptIn(kept), staysSignedIn: true };
}

function keptIn(entry: string): Pick<KeptKey, "key" | "owner"> {
  const { key, owner } = attempt((): Partial<Record<"key" | "owner", unknown>> => Object(JSON.parse(entry)), {});
  return typeof key === "string" && typeof owner === "string" ? { key, owner } : { key: entry, owner: null };
}

export function keepKey(apiUrl: string, { key, owner, staysSignedIn }: KeptKey): void {
  forgetKey(apiUrl);
  const entry = JSON.stringify({ key, owner });
  attempt(() => (staysSignedIn ? localStorage : sessionStorage).setItem(entryOf(apiUrl), entry), undefined);
}

export function forgetKey(apiUrl: string): void {
  for (const storage of ["sessionStorage", "localStorage"] as const) {
    attempt(() => window[storage].removeItem(entryOf(apiUrl)), undefined);
  }
}
