import { WireTaskType } from "@flash/schemas";
import * as z from "zod";
import { authed, router } from "../trpc.ts";

export const taskTypes = router({
  /** What can be trained, with which hyperparameters and on what datasets: the same for everybody who has a key. */
  list: authed
    .output(z.array(WireTaskType).readonly())
    .query(async () => (await import("./described.at-build.ts")).describedTaskTypes),
});
