import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { createFlash, isFlashError } from "@flash/sdk";
import { type SubmitEvent, useId, useState } from "react";
import { BoltIcon } from "../icons/icons.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { Notice } from "../states/notice.tsx";
import { useTitle } from "../states/use-title.ts";
import { useSession } from "./session.tsx";
import "./sign-in.css";

/** Takes a key after the platform has taken it. */
export function SignInPage() {
  const { session, config, signIn } = useSession();
  useTitle("Sign in");
  const heading = useId();
  const [key, setKey] = useState(config.localKey ?? "");
  const [staysSignedIn, setStaysSignedIn] = useState(false);
  const [isChecking, setChecking] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function check(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setChecking(true);
    setError(null);
    try {
      const apiKey = key.trim();
      const { caller } = await createFlash({ url: config.apiUrl, apiKey, retries: 1 }).status();
      signIn({ key: apiKey, owner: caller.owner, staysSignedIn });
    } catch (caught) {
      setError(caught);
      setChecking(false);
    }
  }

  return (
    <main className="sign-in" aria-labelledby={heading}>
      <form className="card sign-in-card" onSubmit={(event) => void check(event)}>
        <span className="sign-in-mark">
          <BoltIcon size={24} />
        </span>
        <h1 id={heading}>{session.state === "expired" ? "Sign in again" : "Sign in to Flash"}</h1>
        <p className="dim">Train models on servers that are on only while they train.</p>
        {session.state === "expired" ? (
          <Notice tone="warn" title="Your key is no longer accepted." isAnnounced>
            It may have expired or been revoked. What you were doing is kept behind this, for you alone.
          </Notice>
        ) : null}
        <PasswordInput
          label="API key"
          description={
            config.localKey === null
              ? "Whoever runs the platform makes one with “npm run key”."
              : "This is the key of the platform on your machine: just go on."
          }
          placeholder="flash_…"
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
          required
          withAsterisk={false}
          autoComplete="current-password"
          spellCheck={false}
          error={isRefused(error) ? "The platform does not know this key." : undefined}
          visibilityToggleButtonProps={{ "aria-label": "Show the key" }}
          size="md"
        />
        <Checkbox
          label="Stay signed in on this device"
          checked={staysSignedIn}
          onChange={({ currentTarget }) => setStaysSignedIn(currentTarget.checked)}
        />
        {error === null || isRefused(error) ? null : <ErrorNotice error={error} />}
        <Button type="submit" size="md" fullWidth loading={isChecking}>
          Sign in
        </Button>
        <p className="sign-in-note">
          The key stays in this browser{staysSignedIn ? " until you sign out" : ", until this tab is closed"}. It is
          sent to {new URL(config.apiUrl, location.href).host} only.
        </p>
      </form>
    </main>
  );
}

const isRefused = (error: unknown): boolean =>
  isFlashError(error) && (error.code === "unauthorized" || error.code === "options_invalid");
