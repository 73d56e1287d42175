/**
 * Largest event and largest answer of a synchronous invocation, in bytes: what Lambda calls 6 MB. The answer's is a hundred
 * bytes larger, as its own error message says.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_EVENT_BYTES = 6_291_456;
export const MAX_RESPONSE_BYTES = 6_291_556;

/** Largest event of an asynchronous invocation, in bytes. */
export const MAX_ASYNC_EVENT_BYTES = 1024 * 1024;

/** Largest streamed answer, in bytes. Lambda's throttle after the first 6 MB is not imitated. */
export const MAX_STREAMED_BYTES = 200 * 1024 * 1024;
