import { MantineProvider } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import type { PageConfig } from "./config/page-config.ts";
import { PlatformProvider } from "./platform/platform-provider.tsx";
import { router } from "./router.tsx";
import { SessionProvider, useSession } from "./session/session.tsx";
import { SignInPage } from "./session/sign-in-page.tsx";
import { theme } from "./theme/theme.ts";

/** The whole page, on a platform that is known. */
export const FlashPage = ({ config }: { config: PageConfig }) => (
  <Look>
    <SessionProvider config={config}>
      <SignedIn />
    </SessionProvider>
  </Look>
);

/** Neither option may be switched on again: both write a `<style>` into the page. */
export const Look = ({ children }: { children: React.ReactNode }) => (
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    {children}
  </MantineProvider>
);

/** The address stays what it is while somebody signs in, so that they arrive where they wanted to go. */
function SignedIn() {
  const { session } = useSession();
  if (session.state === "signed-out") return <SignInPage />;
  const isExpired = session.state === "expired";
  const account = session.owner ?? "unknown";
  return (
    <>
      <div inert={isExpired}>
        <PlatformProvider key={account} account={account} apiKey={session.key}>
          <RouterProvider router={router} />
        </PlatformProvider>
      </div>
      {isExpired ? (
        <div className="sign-in-over">
          <SignInPage />
        </div>
      ) : null}
    </>
  );
}
