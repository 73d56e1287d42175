import type { WireJob } from "@flash/sdk";

const STATE_LINES: Partial<Record<WireJob["state"], (job: WireJob) => string>> = {
  queued: ({ queuePosition }) =>
    `queued      ${queuePosition === null ? "" : `number ${queuePosition} in line`}`.trimEnd(),
  starting: ({ server }) => `starting    server ${server ?? ""} got the job`,
  booting: () => "booting     the machine is on",
  cancelling: () => "cancelling",
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

type Epoch = NonNullable<WireJob["progress"]>["metrics"][number];

function measures({ valAccuracy, metrics }: Pick<Epoch, "valAccuracy" | "metrics">): string {
  const accuracy = valAccuracy === null ? [] : [`accuracy ${percent(valAccuracy)}`];
  const others = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  return [...accuracy, ...others].map((measure) => `${measure}, `).join("");
}

/** What is new about a job, in lines for people: its state, and every epoch that has ended since. */
export function describeJob(before: WireJob | null, now: WireJob): readonly string[] {
  const state = before?.state === now.state ? undefined : STATE_LINES[now.state]?.(now);
  const known = before?.progress?.metrics.length ?? 0;
  const epochs = (now.progress?.metrics ?? [])
    .slice(known)
    .map(
      ({ epoch, trainLoss, valLoss, durationMs, ...measured }) =>
        `epoch ${String(epoch).padEnd(5)} loss ${trainLoss.toFixed(3)}, held out ${valLoss.toFixed(3)}, ${measures(measured)}${(durationMs / 1_000).toFixed(1)} s`,
    );
  return state === undefined ? epochs : [state, ...epochs];
}
