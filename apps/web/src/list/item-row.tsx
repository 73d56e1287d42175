import type { ReactNode } from "react";
import { ChevronIcon } from "../icons/icons.tsx";
import { StateBadge, type StateLook } from "./state-badge.tsx";

interface ItemRowProps {
  readonly name: string;
  /** What it is, in small print. */
  readonly about: ReactNode;
  /** The one figure that matters now; empty: none. */
  readonly fact: string;
  readonly look: StateLook;
}

/** What a row of a list shows; the link around it leads to all of it. */
export const ItemRow = ({ name, about, fact, look }: ItemRowProps) => (
  <>
    <span className="item-row-name">
      <strong>{name}</strong>
      <span className="dim small">{about}</span>
    </span>
    <span className="item-row-fact numeric">{fact}</span>
    <StateBadge look={look} />
    <span className="dim item-row-more">
      <ChevronIcon size={16} />
    </span>
  </>
);
