import * as z from "zod";

const isLocal = (url: string): boolean => /^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/|$)/u.test(url);

const Address = z.url().refine((url) => url.startsWith("https://") || isLocal(url), "an https address");

/** One party whose tokens are taken, such as a Cognito user pool. */
export const OidcIssuer = z.strictObject({
  /** Leads the owners of its tokens, `<name>.<subject>`, so that two issuers cannot name one owner. */
  name: z.string().regex(/^[a-z0-9]{1,20}$/u, "1-20 of a-z 0-9"),
  /** Exactly as tokens have it in `iss`. */
  issuer: Address,
  /** Tokens that are meant for somebody else are refused. */
  audience: z.array(z.string().min(1)).min(1),
  /** Cognito's access tokens say in `client_id` for whom they are. */
  audienceClaim: z.enum(["aud", "client_id"]).default("aud"),
  /** Where its public keys are; by default as its own `/.well-known/openid-configuration` says. */
  jwksUri: Address.optional(),
  /** Who has `value` in this claim, or as one of its entries, may switch servers to dev mode; by default nobody. */
  admin: z.strictObject({ claim: z.string().min(1), value: z.string().min(1) }).optional(),
  /** How far its clock and ours may be apart. */
  clockSkewS: z.int().min(0).max(300).default(60),
});
export type OidcIssuer = z.infer<typeof OidcIssuer>;
