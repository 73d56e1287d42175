import type { ReactNode } from "react";
import "./states.css";

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** There is nothing else on the page. */
  readonly isPage?: boolean;
}

/** Where there is nothing yet: what would be here, and how to get there. */
export function EmptyState({ icon, title, children, action, isPage = false }: EmptyStateProps) {
  return (
    <div className="card empty">
      <span className="empty-icon">{icon}</span>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{children}</p>
      {action}
    </div>
  );
}
