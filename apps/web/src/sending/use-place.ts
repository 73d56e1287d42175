import { type AnyRouter, useRouter, useRouterState } from "@tanstack/react-router";
import type { Place } from "./sending.ts";

type Location = AnyRouter["state"]["location"];

const placeOf = ({ pathname, search }: Location): Place => {
  const { dataset } = search as { dataset?: unknown };
  return { pathname, dataset: typeof dataset === "string" ? dataset : null };
};

/** Where somebody is, as it changes. */
export const usePlace = (): Place => {
  const location = useRouterState({ select: (state) => state.location });
  return placeOf(location);
};

/** Where somebody is at the moment at which it is called: an upload may have taken an hour. */
export function usePlaceNow(): () => Place {
  const router = useRouter();
  return () => placeOf(router.state.location);
}
