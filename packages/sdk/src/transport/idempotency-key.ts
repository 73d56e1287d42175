import { hexOf } from "../hex.ts";

/** 128 random bits. `randomUUID` is missing in pages on plain http. */
export const newIdempotencyKey = (): string => hexOf(crypto.getRandomValues(new Uint8Array(16)));
