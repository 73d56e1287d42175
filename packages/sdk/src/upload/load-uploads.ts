import { flashError } from "../error/flash-error.ts";
import type * as Uploads from "./uploads.ts";

/**
 * What checks and sends files, and the validator, which weigh four times as much as all the rest: loaded with the first file.
 *
 * @throws FlashError `network`. Browsers do not ask for the same module again: then only a page that is loaded anew has it.
 */
export const loadUploads = (): Promise<typeof Uploads> =>
  import("./uploads.ts").catch((cause: unknown) => {
    throw flashError({ code: "network" }, { cause });
  });
