import { Progress } from "@mantine/core";

interface ProgressLineProps {
  /** What is under way, for those who do not see the bar. */
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  readonly facts: readonly string[];
}

/** How far something is. The facts are one text that begins at the left: whatever its figures become, nothing of it moves. */
export function ProgressLine({ label, share, facts }: ProgressLineProps) {
  return (
    <div>
      <Progress.Root size={8} radius="xl">
        <Progress.Section value={100 * share} aria-label={label} />
      </Progress.Root>
      <p className="small dim numeric progress-facts">{facts.join(" · ")}</p>
    </div>
  );
}
