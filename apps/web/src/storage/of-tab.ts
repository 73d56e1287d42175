/** Storage can be switched off: then nothing is remembered. */
function attempt<Value>(use: () => Value): Value | null {
  try {
    return use();
  } catch {
    return null;
  }
}

/** What this tab remembers over a reload, and no other one knows. It may be of an older version of the page: whoever reads it looks first. */
export const ofTab = {
  /** @returns null where there is nothing. */
  read: (entry: string): unknown => attempt((): unknown => JSON.parse(sessionStorage.getItem(entry) ?? "null")),
  write: (entry: string, value: object): void => {
    attempt(() => sessionStorage.setItem(entry, JSON.stringify(value)));
  },
  remove: (entry: string): void => {
    attempt(() => sessionStorage.removeItem(entry));
  },
  /** All of it, for whoever comes next: other pages of this origin keep theirs. */
  clear: (): void => {
    attempt(() => {
      for (const entry of Object.keys(sessionStorage)) if (entry.startsWith("flash.")) sessionStorage.removeItem(entry);
    });
  },
};
