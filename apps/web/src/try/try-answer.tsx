import type { ClassShare } from "@flash/sdk/try";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ShareBar } from "../chart/share-bar.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { percent } from "../wording/quantities.ts";

/** More are not worth drawing. */
const SHOWN = 6;

interface TryAnswerProps<Answer> {
  readonly question: Pick<UseMutationResult<Answer>, "data" | "error" | "isPending">;
  readonly show: (answer: Answer) => ReactNode;
  readonly onRetry: () => void;
}

/** What the model says; the first time it has to come into the page. */
export function TryAnswer<Answer>({ question: { data, error, isPending }, show, onRetry }: TryAnswerProps<Answer>) {
  return (
    <div className="try-answer">
      <div role="status">
        {isPending && data === undefined ? (
          <p className="dim small">Loading the model into this page: once, some megabytes …</p>
        ) : null}
        {data === undefined ? null : show(data)}
      </div>
      {error === null ? null : <ErrorNotice error={error} onRetry={onRetry} />}
    </div>
  );
}

/** The likeliest classes, each with a bar. */
export const ClassShares = ({ classes }: { classes: readonly ClassShare[] }) => (
  <ol className="try-classes">
    {classes.slice(0, SHOWN).map(({ label, share }, rank) => (
      <li key={label} data-first={rank === 0}>
        <span>{label}</span>
        <span className="numeric">{percent(share)}</span>
        <ShareBar share={share} />
      </li>
    ))}
  </ol>
);
