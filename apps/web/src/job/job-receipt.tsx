import type { WireJob } from "@flash/sdk";
import { Skeleton } from "@mantine/core";
import { clockTime, duration, usd } from "../wording/quantities.ts";

/** What it cost, once its machine was seen off. */
export function JobReceipt({ job: { receipt } }: { job: WireJob }) {
  return (
    <section className="card card-body">
      <h2 className="card-title">Receipt</h2>
      {receipt === null ? (
        <div className="stack" role="status">
          <p className="dim small job-ask">It is written when the machine was seen off.</p>
          <Skeleton height={16} width="70%" />
          <Skeleton height={16} width="55%" />
        </div>
      ) : (
        <>
          <p className="receipt-cost">
            <strong className="numeric">{receipt.costUsd === null ? "–" : usd(receipt.costUsd)}</strong>
            <span className="dim small">
              {receipt.usdPerHour === null ? "no price is configured" : `at ${usd(receipt.usdPerHour)} per hour`}
            </span>
          </p>
          <dl className="facts">
            <Fact name="Machine on" value={seconds(receipt.secondsOn)} />
            <Fact name="Waited" value={seconds(receipt.queuedS)} />
            <Fact name="Boot" value={seconds(receipt.bootS)} />
            <Fact name="Training" value={seconds(receipt.runS)} />
            {receipt.handedTo === null ? null : <Fact name="Machine" value="went on to the next job" />}
            {receipt.stoppedSeenAt === null ? null : <Fact name="Seen off" value={clockTime(receipt.stoppedSeenAt)} />}
          </dl>
        </>
      )}
    </section>
  );
}

const seconds = (value: number | null): string => (value === null ? "–" : duration(1_000 * value));

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className="numeric">{value}</dd>
  </div>
);
