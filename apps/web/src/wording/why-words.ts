import type { WhyReason } from "@flash/sdk";
import { counted, timeOrDay } from "./quantities.ts";

/** One link of the chain of reasons, in this device's time and without machine names. */
export function whyWords(reason: WhyReason, now: number): string {
  const time = (at: number): string => timeOrDay(at, now);
  const until = reason.until === null ? "" : time(reason.until);
  switch (reason.code) {
    case "in_queue":
      return reason.ahead === 0
        ? `Next in line. It waits until ${until} at the latest.`
        : `${counted(reason.ahead, "job")} ahead in the queue. It waits until ${until} at the latest.`;
    case "server_busy":
      return `Server ${reason.server} is training another job, which ends by ${until} at the latest.`;
    case "server_stopping":
      return `Server ${reason.server} is switching off. It can start again in a moment.`;
    case "server_backing_off":
      return `AWS has no machine free for server ${reason.server}. The next try is at ${until}.`;
    case "server_free":
      return `Server ${reason.server} is free and takes it now.`;
    case "config_to_create":
      return `Server ${reason.server} has the job and gets its orders now.`;
    case "dev_mode":
      return `Server ${reason.server} is in dev mode: somebody starts its training server by hand before ${until}.`;
    case "machine_to_start":
      return `The machine of server ${reason.server} is being switched on.`;
    case "booting":
      return `The machine is on since ${time(reason.since)} and boots. It must take the job by ${until}.`;
    case "warm":
      return `The machine is still on from the job before and takes this one by ${until}.`;
    case "training":
      return `The machine works. It was last heard of at ${time(reason.heardAt)}.`;
    case "suspected":
      return `Nothing was heard of the machine since ${time(reason.since)}. It is looked at again at ${until}.`;
    case "fencing":
      return `The machine must be off before attempt ${reason.attempt} may begin.`;
    case "requeueing":
      return reason.cause === "capacity"
        ? "AWS has no machine of this kind free: the job goes back to the queue."
        : "The server lost the job: it goes back to the queue.";
    case "ending":
      return `It is being ended, by ${until} at the latest.`;
    case "ended":
      return "It is over.";
  }
}
