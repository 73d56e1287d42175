import type { Guarded } from "../guarded.ts";

const API = "apps/api/src";
const ASSEMBLED = `${API}/lambda/assemble.test.ts`;
const STORED_KEYS = `${API}/lambda/stored-keys.test.ts`;
const TOKENS = `${API}/lambda/oidc/token-verifier.test.ts`;

export const SIGN_IN: Guarded = {
  promise: "a key or token stands for its owner, for as long as it is valid",
  mutations: [
    {
      what: "which of the configured keys it is",
      file: `${API}/lambda/api-keys.ts`,
      from: 'timingSafeEqual(digest, Buffer.from(sha256, "hex"))',
      to: 'digest.length === Buffer.from(sha256, "hex").length',
      noticedBy: { file: `${API}/lambda/api-keys.test.ts`, test: "a key stands for its owner and role" },
    },
    {
      what: "that a key has ended",
      file: `${API}/lambda/stored-keys.ts`,
      from: " || (expires_at !== null && at >= expires_at)",
      to: "",
      noticedBy: { file: STORED_KEYS, test: "a key ends at its time, also while it is remembered" },
    },
    {
      what: "that a key was revoked",
      file: `${API}/lambda/stored-keys.ts`,
      from: "revoked_at !== null || ",
      to: "",
      noticedBy: { file: STORED_KEYS, test: "a revoked key stands for nobody within a minute" },
    },
    {
      what: "that a key is looked up again after a minute",
      file: `${API}/lambda/stored-keys.ts`,
      from: "const FOUND_MS = 60_000;",
      to: "const FOUND_MS = 600_000;",
      noticedBy: { file: STORED_KEYS, test: "a revoked key stands for nobody within a minute" },
    },
    {
      what: "that a stored key is an admin's",
      file: `${API}/lambda/stored-keys.ts`,
      from: "return isOver ? null : { owner, admin };",
      to: "return isOver ? null : { owner, admin: true };",
      noticedBy: { file: ASSEMBLED, test: "an ordinary key is no admin's" },
    },
    {
      what: "for whom a token is meant",
      file: `${API}/lambda/oidc/token-verifier.ts`,
      from: "    ...(isAud ? { audience } : {}),\n",
      to: "",
      noticedBy: { file: TOKENS, test: "a token meant for somebody else stands for nobody, and is not logged" },
    },
    {
      what: "that a token has an end",
      file: `${API}/lambda/oidc/token-verifier.ts`,
      from: 'requiredClaims: ["exp", "sub", audienceClaim],',
      to: 'requiredClaims: ["sub", audienceClaim],',
      noticedBy: { file: TOKENS, test: "a token without an end stands for nobody, and is not logged" },
    },
    {
      what: "who is an admin among a token's groups",
      file: `${API}/lambda/oidc/caller-of-claims.ts`,
      from: "admin !== undefined && values.includes(admin.value)",
      to: "admin !== undefined && values.length > 0",
      noticedBy: {
        file: `${API}/lambda/oidc/caller-of-claims.test.ts`,
        test: "an admin is who has the configured value in the configured claim, and nobody else",
      },
    },
  ],
};
