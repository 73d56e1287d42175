import { FlashRefusal, type Problem } from "@flash/schemas";

/** The problem with which a call is refused; fails when it is not, or when it is not a refusal. */
export async function refusalOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    const cause = error instanceof Error && !(error instanceof FlashRefusal) ? error.cause : error;
    if (cause instanceof FlashRefusal) return cause.problem;
    throw error;
  }
  throw new Error("the call was not refused");
}
