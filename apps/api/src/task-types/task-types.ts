import { datasetTerms, WireTaskType } from "@flash/schemas";
import * as z from "zod";
import { authed, router } from "../trpc.ts";

export const taskTypes = router({
  /** What can be trained, with which hyperparameters and on what datasets: the same for everybody who has a key. */
  list: authed.output(z.array(WireTaskType).readonly()).query(async ({ ctx }) =>
    (await import("./described.at-build.ts")).describedTaskTypes.map((described) => {
      const { rules: dataset, maxDatasetBytes } = datasetTerms(described.name, ctx.limits[described.name]);
      return { ...described, dataset, maxDatasetBytes };
    }),
  ),
});
