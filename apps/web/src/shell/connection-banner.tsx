import { useStatus } from "@flash/sdk/react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { OfflineIcon } from "../icons/icons.tsx";
import { OFTEN } from "../platform/often.ts";
import { isOutage } from "../wording/error-words.ts";

/** Says that what is shown may be old, and that somebody is seeing to it. */
export function ConnectionBanner() {
  const isOnline = useIsOnline();
  const { error } = useStatus(OFTEN);
  const isAway = !isOnline || isOutage(error);
  const queries = useQueryClient();
  useEffect(() => {
    // What failed meanwhile and is asked for once only comes back with the connection too.
    if (!isAway) void queries.refetchQueries({ type: "active", predicate: ({ state }) => isOutage(state.error) });
  }, [isAway, queries]);
  return (
    <div role="status" className="connection" data-away={isAway}>
      {isAway ? (
        <p>
          <OfflineIcon />
          {isOnline
            ? "The platform does not answer. What you see may be old; it is asked again every few seconds."
            : "This device is offline. Trainings go on; the page catches up when you are back."}
        </p>
      ) : null}
    </div>
  );
}

function useIsOnline(): boolean {
  const [isOnline, setOnline] = useState(() => navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return isOnline;
}
