import { OwnerId } from "@flash/schemas";
import type { Caller } from "../../context.ts";
import type { OidcIssuer } from "./issuer.ts";

/**
 * The owner that a subject stands for. Characters that an owner cannot have become `_` and the hex digits of their UTF-8
 * bytes, `_` itself too, so that no two subjects are one owner.
 *
 * @returns null for a subject that is too long.
 */
export function ownerOf(issuer: string, subject: string): OwnerId | null {
  const plain = subject.replaceAll(/[^a-z0-9.@-]/gu, (character) =>
    Array.from(new TextEncoder().encode(character), (byte) => `_${byte.toString(16).padStart(2, "0")}`).join(""),
  );
  const owner = OwnerId.safeParse(`${issuer}.${plain}`);
  return owner.success ? owner.data : null;
}

/** @param claims - of a token whose signature, issuer, audience and times were found right. */
export function callerOfClaims(
  { name, admin }: Pick<OidcIssuer, "name" | "admin">,
  claims: Readonly<Record<string, unknown>>,
): Caller | null {
  const { sub } = claims;
  const owner = typeof sub === "string" && sub !== "" ? ownerOf(name, sub) : null;
  if (owner === null) return null;
  const claim = admin === undefined ? undefined : claims[admin.claim];
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return { owner, admin: admin !== undefined && values.includes(admin.value) };
}
