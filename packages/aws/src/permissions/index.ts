export { FUNCTION_NAMES, type FunctionName, functionStatements, TRACING } from "./function-permissions.ts";
export { KEY_PATTERNS, type KeyFamily } from "./keys.ts";
export { type Place, STACK_TAG, type Statement } from "./statement.ts";
export { unconditionalChanges } from "./unconditional-changes.ts";
export { trainingServerStatements } from "./training-server-permissions.ts";
