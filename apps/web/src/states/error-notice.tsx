import { Button } from "@mantine/core";
import { errorWords } from "../wording/error-words.ts";
import { Notice } from "./notice.tsx";

/** What a call ended with, and the way on. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { sentence, remedy, requestId } = errorWords(error);
  return (
    <Notice
      tone="bad"
      title={sentence}
      isAnnounced
      action={
        onRetry === undefined ? undefined : (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{remedy}</p>
      {requestId === null ? null : <p className="dim small">Request {requestId}</p>}
    </Notice>
  );
}
