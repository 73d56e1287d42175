import type { InstanceId, JobId } from "@flash/schemas";
import type { Action } from "../../src/server/action.ts";
import { I1 } from "../../testing/world.ts";
import { NEXT, type Unusual } from "./observed.ts";

const machineName = (instance: InstanceId | null): string =>
  instance === null ? "no machine" : instance === I1 ? "I1" : "I2";
const jobName = (id: JobId | null): string => (id === null ? "no job" : id === NEXT.id ? "next" : "job");
const namesOf = (instances: readonly InstanceId[]): string => instances.map(machineName).join(" ");

/** What a step is about, as one would say it at a board. */
function detailOf(action: Action): readonly string[] {
  switch (action.type) {
    case "rebuild_status":
      return [
        jobName(action.content.token),
        ...(action.content.stopping === null ? [] : ["stopping"]),
        ...(action.content.dev_mode ? ["dev mode"] : []),
      ];
    case "assign":
      return [machineName(action.instance), ...(action.warm ? ["warm"] : [])];
    case "start":
      return [namesOf(action.candidates), ...(action.hasBegun ? ["which has begun"] : [])];
    case "stop":
      return [namesOf(action.instances)];
    case "unfence":
      return [machineName(action.instance)];
    case "begin_stopping":
      return [jobName(action.job?.id ?? null), machineName(action.instance)];
    case "retry":
      return [action.fault ?? "no fault", machineName(action.fence)];
    case "end":
    case "refuse":
      return [action.reason];
    case "finish":
      return [action.reason, `attempt ${action.attempt}`];
    case "want_requeue":
      return [action.why];
    case "close_claim":
      return [`attempt ${action.attempt}`];
    case "suspect":
      return [action.etag ?? "nothing written"];
    case "hold_server":
    case "hand_over":
      return [jobName(action.job.value.id)];
    case "adopt_job":
    case "clear_leftovers":
      return [jobName(action.job.id)];
    case "write_receipt":
      return [jobName(action.job), `handed to ${jobName(action.handedTo)}`];
    default:
      return [];
  }
}

/** `hold_server(next), assign(I1), …`; `nothing` where there is nothing to do. */
export const brief = (actions: readonly Action[]): string =>
  actions
    .map((action) => {
      const detail = detailOf(action).join(", ");
      return detail === "" ? action.type : `${action.type}(${detail})`;
    })
    .join(", ") || "nothing";

/** One line of a table: what was seen, and the steps that follow. */
export type Row = readonly [what: string, seen: Unusual, steps: string];
