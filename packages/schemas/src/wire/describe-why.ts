import { describeReason } from "../stored/outcome.ts";
import type { WhyReason } from "./why.ts";

/** UTC, to the second: a platform and its readers are seldom in one time zone. */
function clock(at: number | null): string {
  if (at === null) return "never";
  const seconds = Math.floor(at / 1_000) % 86_400;
  return [seconds / 3_600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, "0"))
    .join(":");
}

const machine = (instance: string | null): string => instance ?? "the machine";

/** One link of the chain in plain words. */
export function describeWhy(reason: WhyReason): string {
  const until = clock(reason.until);
  switch (reason.code) {
    case "in_queue":
      return reason.ahead === 0
        ? `waiting: next in line, until ${until} at the latest`
        : `waiting: ${reason.ahead} ahead, until ${until} at the latest`;
    case "server_busy":
      return `server ${reason.server} is training another job, which ends by ${until} at the latest`;
    case "server_stopping":
      return `server ${reason.server} is stopping, looked at again at ${until}`;
    case "server_backing_off":
      return `server ${reason.server} found no free machine at AWS, tries again at ${until}`;
    case "server_free":
      return `server ${reason.server} is free and takes the next job by ${until}`;
    case "config_to_create":
      return `server ${reason.server} has the job and gets its training config by ${until}`;
    case "dev_mode":
      return `server ${reason.server} is in dev mode: start a training server by hand before ${until}`;
    case "machine_to_start":
      return `${machine(reason.instance)} of server ${reason.server} is being started, looked at again at ${until}`;
    case "booting":
      return `${machine(reason.instance)} is on since ${clock(reason.since)} and must take the job by ${until}`;
    case "warm":
      return `${machine(reason.instance)} is still on and must take the job by ${until}`;
    case "training":
      return `${machine(reason.instance)} is ${reason.phase ?? "working"}, heard of at ${clock(reason.heardAt)}, must be heard of again by ${until}`;
    case "suspected":
      return `nothing was heard of the machine since ${clock(reason.since)}: looked at again at ${until}`;
    case "fencing":
      return `${machine(reason.instance)} must be off before attempt ${reason.attempt} may begin, looked at again at ${until}`;
    case "requeueing":
      return reason.cause === "capacity"
        ? `AWS has no machine of this kind free: back to the queue by ${until}`
        : `the server lost the job: back to the queue by ${until}`;
    case "ending":
      return `being ended by ${until}: ${describeReason(reason.reason).sentence}`;
    case "ended":
      return describeReason(reason.reason).sentence;
  }
}
