import type { ReactNode } from "react";
import { CheckIcon, CrossIcon, InfoIcon, WarningIcon } from "../icons/icons.tsx";
import "./states.css";

export type Tone = "info" | "good" | "warn" | "bad";

const ICON = { info: InfoIcon, good: CheckIcon, warn: WarningIcon, bad: CrossIcon } as const;

interface NoticeProps {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Read aloud when it appears. */
  readonly isAnnounced?: boolean;
  /** There is nothing else on the page. */
  readonly isPage?: boolean;
}

/** One thing that somebody should know, where it matters. */
export function Notice({ tone, title, children, action, isAnnounced = false, isPage = false }: NoticeProps) {
  const Icon = ICON[tone];
  const Title = isPage ? "h1" : "p";
  return (
    <div className="notice" data-tone={tone} {...(isAnnounced ? { role: tone === "bad" ? "alert" : "status" } : {})}>
      <span className="notice-icon">
        <Icon />
      </span>
      <div className="notice-text">
        <Title className="notice-title">{title}</Title>
        {children === undefined ? null : <div className="notice-body">{children}</div>}
      </div>
      {action === undefined ? null : <div className="notice-action">{action}</div>}
    </div>
  );
}
