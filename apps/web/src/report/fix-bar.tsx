import { Button, Progress } from "@mantine/core";
import type { DatasetFix } from "@flash/sdk";
import { MendIcon } from "../icons/icons.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { counted } from "../wording/quantities.ts";

/** How a report's fixes are applied, where it is about something that can be mended. */
export interface Fixing {
  /** Where the new version is made, and what becomes of the old one. */
  readonly note: string;
  /** What is being done; null: nothing. */
  readonly busy: { readonly words: string; /** 0 to 1; null: nobody knows. */ readonly share: number | null } | null;
  /** What the last try has ended with; null: nothing went wrong. */
  readonly error: unknown;
  readonly onFix: (fixes: readonly DatasetFix[]) => void;
}

/** Applies what is ticked above. */
export function FixBar({ fixing, chosen }: { fixing: Fixing; chosen: readonly DatasetFix[] }) {
  const { note, busy, error, onFix } = fixing;
  return (
    <>
      <section className="card fix-bar" aria-label="Fix" aria-busy={busy !== null}>
        <p className="dim small" role="status">
          {busy?.words ?? (chosen.length === 0 ? "Tick what is to be fixed." : note)}
        </p>
        <Button
          leftSection={<MendIcon size={15} />}
          onClick={() => onFix(chosen)}
          disabled={chosen.length === 0}
          loading={busy !== null}
        >
          {chosen.length === 0 ? "Fix" : `Fix ${counted(chosen.length, "problem")}`}
        </Button>
        {busy === null ? null : (
          <Progress.Root size={4} className="fix-bar-progress">
            <Progress.Section value={100 * (busy.share ?? 1)} animated={busy.share === null} aria-label="Fixing" />
          </Progress.Root>
        )}
      </section>
      {error === null ? null : <ErrorNotice error={error} />}
    </>
  );
}
