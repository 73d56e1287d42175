/** Parts of the API's settings that whoever deploys it writes down. */
export { OidcIssuer } from "./oidc/issuer.ts";
export { RateLimit } from "./token-buckets.ts";
