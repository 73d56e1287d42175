import type { ReactNode } from "react";
import "./states.css";

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** Where there is nothing yet: what would be here, and how to get there. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="card empty">
      <span className="empty-icon">{icon}</span>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}
