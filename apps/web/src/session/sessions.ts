/** Somebody's key, and whom it stands for; null: that was never said. */
interface Holder {
  readonly key: string;
  readonly owner: string | null;
}

/** `expired`: the platform no longer takes the key; what was on the screen stays behind the sign-in. */
export type Session = { readonly state: "signed-out" } | (Holder & { readonly state: "signed-in" | "expired" });

/** A key that is refused late, when another one is in its place, says nothing about that one. */
export const expired = (now: Session, key: string): Session =>
  now.state === "signed-in" && now.key === key ? { ...now, state: "expired" } : now;

/** Whether whoever signs in finds what was left: only where it is surely theirs. */
export const isSamePerson = (now: Session, owner: string): boolean => now.state !== "signed-out" && now.owner === owner;
