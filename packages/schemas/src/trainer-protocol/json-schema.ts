import * as z from "zod";
import { TrainerManifest, TrainerSample } from "./artifacts.ts";
import { TrainerEvent } from "./events.ts";
import { TrainerCapabilities, TrainerJob, TrainerSplit } from "./job.ts";

/** JSON Schema (draft 2020-12) of everything that the agent and a trainer tell each other, for trainers in any language. */
export const trainerJsonSchemas = () =>
  ({
    "trainer-job": z.toJSONSchema(TrainerJob, { io: "input" }),
    "trainer-split": z.toJSONSchema(TrainerSplit, { io: "input" }),
    "trainer-capabilities": z.toJSONSchema(TrainerCapabilities, { io: "input" }),
    "trainer-event": z.toJSONSchema(TrainerEvent, { io: "input" }),
    "trainer-manifest": z.toJSONSchema(TrainerManifest, { io: "input" }),
    "trainer-sample": z.toJSONSchema(TrainerSample, { io: "input" }),
  }) as const;
