import { lazyRouteComponent } from "@tanstack/react-router";

/**
 * A page that is loaded when somebody goes there. One that cannot be loaded is told of: the router by itself would load everything anew at
 * once, and with it take away what is being filled in or sent.
 */
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(
    () =>
      load().catch((cause: unknown) => {
        throw new Error("The page could not be loaded.", { cause });
      }),
    name,
  );
