import { createContext, createElement, Fragment, useContext } from "react";
import type { ReactElement, ReactNode } from "react";
import type { Flash } from "../flash.ts";

const FlashContext = createContext<Flash | null>(null);

/**
 * What {@link FlashProvider} takes.
 *
 * @example
 * ```ts
 * const props: FlashProviderProps = { flash, children: page };
 * ```
 */
export interface FlashProviderProps {
  /** As `createFlash` made it; make it once for each sign-in, outside of rendering. */
  readonly flash: Flash;
  readonly children?: ReactNode;
}

/**
 * Gives the hooks below it their client. With a client of another account everything below begins anew: nothing that was read, is being
 * sent, or comes late for the one before is seen there.
 *
 * @example
 * ```tsx
 * <FlashProvider flash={flash}>{page}</FlashProvider>
 * ```
 */
export const FlashProvider = ({ flash, children }: FlashProviderProps): ReactElement =>
  createElement(FlashContext.Provider, { value: flash }, createElement(Fragment, { key: flash.account }, children));

/**
 * The client of the nearest {@link FlashProvider}, for what has no hook of its own.
 *
 * @throws Error when there is none.
 * @example
 * ```ts
 * const flash = useFlash();
 * const receipt = useQuery({ queryKey: ["receipt", jobId], queryFn: async () => (await flash.jobs.get(jobId)).receipt });
 * ```
 */
export function useFlash(): Flash {
  const flash = useContext(FlashContext);
  if (flash === null) throw new Error("There is no FlashProvider above this component.");
  return flash;
}
