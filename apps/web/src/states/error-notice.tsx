import { Button } from "@mantine/core";
import { errorWords, isNotLoaded } from "../wording/error-words.ts";
import { Notice } from "./notice.tsx";

interface ErrorNoticeProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** There is nothing else on the page. */
  readonly isPage?: boolean;
}

/** What a call ended with, and the way on. */
export function ErrorNotice({ error, onRetry, isPage = false }: ErrorNoticeProps) {
  const { sentence, remedy, requestId } = errorWords(error);
  return (
    <Notice
      tone="bad"
      title={sentence}
      isAnnounced
      isPage={isPage}
      action={
        isNotLoaded(error) ? (
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            Load the page anew
          </Button>
        ) : onRetry === undefined ? undefined : (
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
