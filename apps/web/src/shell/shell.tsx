import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { BoltIcon, DatasetsIcon, JobsIcon, ServersIcon, SignOutIcon, TrainIcon } from "../icons/icons.tsx";
import { SendingBar } from "../sending/sending-bar.tsx";
import { SendingProvider } from "../sending/sending-provider.tsx";
import { useSession } from "../session/session.tsx";
import { ColourSchemeButton } from "./colour-scheme-button.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { usePagesAtHand } from "./use-pages-at-hand.ts";
import "./shell.css";

const PLACES = [
  { to: "/", label: "Train", icon: TrainIcon },
  { to: "/jobs", label: "Jobs", icon: JobsIcon },
  { to: "/datasets", label: "Datasets", icon: DatasetsIcon },
  { to: "/servers", label: "Servers", icon: ServersIcon },
] as const;

/** What surrounds every page. */
export function Shell() {
  const { signOut } = useSession();
  usePagesAtHand();
  return (
    <div className="shell">
      <a className="shell-skip" href="#content">
        Skip to the content
      </a>
      <header className="shell-bar">
        <Link to="/" className="shell-brand" aria-label="Flash, start page">
          <span className="shell-mark">
            <BoltIcon size={16} />
          </span>
          Flash
        </Link>
        <nav className="shell-nav" aria-label="Pages">
          {PLACES.map(({ to, label, icon: Icon }) => (
            <Link key={to} to={to} className="shell-place" activeOptions={{ exact: to === "/" }}>
              <Icon />
              <span>{label}</span>
            </Link>
          ))}
        </nav>
        <div className="shell-tools">
          <ColourSchemeButton />
          <button type="button" className="shell-tool" onClick={signOut} aria-label="Sign out">
            <SignOutIcon />
            <span>Sign out</span>
          </button>
        </div>
      </header>
      <SendingProvider>
        <Content />
      </SendingProvider>
    </div>
  );
}

/** Whoever goes to another page by keyboard or ear goes on at its beginning. */
function Content() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <main id="content" className="shell-content" tabIndex={-1} ref={main}>
      <ConnectionBanner />
      <SendingBar />
      <Outlet />
    </main>
  );
}
