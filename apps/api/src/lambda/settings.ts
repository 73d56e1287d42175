/** Parts of the API's settings that whoever deploys it writes down. */
export { ORIGIN_SECRET_HEADER } from "./front-door.ts";
export { OidcIssuer } from "./oidc/issuer.ts";
export { RateLimit } from "./token-buckets.ts";
