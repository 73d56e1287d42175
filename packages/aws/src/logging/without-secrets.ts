/**
 * What must be in no log, however it got into a message: API keys, bearer headers, tokens, and what makes a presigned URL
 * one. The last line of defence: nothing that is logged on purpose has any of these.
 */
const SECRETS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/\bflash_[\w-]{32}/gu, "flash_[hidden]"],
  [/\bBearer\s+[^\s"\\]+/giu, "Bearer [hidden]"],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/gu, "[hidden token]"],
  [/\b(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"\\]+/giu, "$1[hidden]"],
];

export const withoutSecrets = (text: string): string =>
  SECRETS.reduce((rest, [pattern, shown]) => rest.replaceAll(pattern, shown), text);
