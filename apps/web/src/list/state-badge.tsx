import "./list.css";

export interface StateLook {
  readonly name: string;
  readonly tone: "idle" | "busy" | "good" | "bad";
}

/** Where something stands, in one word. */
export const StateBadge = ({ look: { name, tone } }: { look: StateLook }) => (
  <span className="state-badge" data-tone={tone}>
    <span className="state-dot" />
    {name}
  </span>
);
