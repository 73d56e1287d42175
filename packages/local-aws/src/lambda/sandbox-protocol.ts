import type { ErrorReport } from "./function-error.ts";

/** What a sandbox is started with (`workerData`). */
export interface SandboxSetting {
  /** URL of the module that exports the handler. */
  readonly entry: string;
  /** Name of the export. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** One Int32: 0 freezes the sandbox when it has nothing to do, 1 lets it run. */
  readonly gate: SharedArrayBuffer;
}

/** From the host to the sandbox. */
export type SandboxOrder =
  | {
      readonly is: "invoke";
      readonly requestId: string;
      /** JSON. */
      readonly event: string;
      /** When the invocation times out, in milliseconds since the epoch. */
      readonly deadline: number;
    }
  /** The oldest chunk of the response has been taken: there is room for more. */
  | { readonly is: "taken" }
  /** Nobody waits for this sandbox any more. */
  | { readonly is: "leave" };

/** From the sandbox to the host. */
export type SandboxReport =
  | { readonly is: "ready" }
  | { readonly is: "log"; readonly text: string }
  | { readonly is: "streaming"; readonly contentType: string }
  | { readonly is: "chunk"; readonly bytes: Uint8Array }
  /** The invocation has succeeded; `json` is absent if the response was streamed. */
  | { readonly is: "done"; readonly json?: string }
  | { readonly is: "failed"; readonly error: ErrorReport };

/** Content type of a stream that begins with status, headers and cookies as JSON, then 8 zero bytes. */
export const HTTP_INTEGRATION_TYPE = "application/vnd.awslambda.http-integration-response";

/** How many zero bytes end the prelude of such a stream. */
export const PRELUDE_END_LENGTH = 8;

/** Where `streamifyResponse` marks a handler, as Lambda's own runtime does. */
export const STREAMING_MARK = Symbol.for("aws.lambda.runtime.handler.streaming");
