export type {
  Access,
  ConditionBlock,
  ConditionContext,
  ConditionOperator,
  Conditions,
  Identity,
  Permission,
} from "./identity.ts";
export { isAllowed } from "./identity.ts";
export type { SignatureRefusal } from "./sigv4/refusal.ts";
export type { SignableRequest } from "./sigv4/signable-request.ts";
export {
  type ChunkSeed,
  type Verification,
  type VerifiedRequest,
  type Verifier,
  verifySignature,
} from "./sigv4/verify.ts";
