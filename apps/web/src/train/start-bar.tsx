import { Button } from "@mantine/core";
import { BoltIcon } from "../icons/icons.tsx";

interface StartBarProps {
  /** Every server has a job. */
  readonly isBusy: boolean;
  /** A setting cannot be sent as it stands. */
  readonly isFaulty: boolean;
  readonly isStarting: boolean;
  readonly onStart: () => void;
}

/** Stays in sight, so that nobody has to look for it. */
export const StartBar = ({ isBusy, isFaulty, isStarting, onStart }: StartBarProps) => (
  <div className="card start-bar">
    <p className="dim small">{startWords(isBusy, isFaulty)}</p>
    <Button size="md" leftSection={<BoltIcon size={16} />} onClick={onStart} loading={isStarting} disabled={isFaulty}>
      Start training
    </Button>
  </div>
);

function startWords(isBusy: boolean, isFaulty: boolean): string {
  if (isFaulty) return "A setting is out of its range.";
  return isBusy
    ? "Every server is at work: your training waits in line and starts by itself."
    : "A server is free. It is switched on for this training and off afterwards.";
}
