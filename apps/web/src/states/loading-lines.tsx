import { Skeleton } from "@mantine/core";

const WIDTHS = ["72%", "90%", "58%", "81%", "66%"] as const;

/** As tall as what will come, so that nothing jumps. */
export function LoadingLines({ lines = 5, height = 20 }: { lines?: number; height?: number }) {
  return (
    <div className="card card-body stack" aria-busy="true">
      <span className="only-heard" role="status">
        Loading
      </span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} width={WIDTHS[line % WIDTHS.length] ?? "80%"} radius="sm" />
      ))}
    </div>
  );
}
