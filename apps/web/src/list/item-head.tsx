import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { StateBadge, type StateLook } from "./state-badge.tsx";
import "./list.css";
import { Name } from "../states/name.tsx";

interface ItemHeadProps {
  /** The list that the item is in. */
  readonly list: { readonly to: "/jobs" | "/datasets"; readonly title: string };
  readonly name: string;
  readonly look: StateLook;
  readonly facts: string;
  /** More about it, below the facts. */
  readonly more?: ReactNode;
  /** What can be done with it. */
  readonly children: ReactNode;
}

/** The head of a page about one thing of a list. */
export const ItemHead = ({ list, name, look, facts, more, children }: ItemHeadProps) => (
  <div className="page-head item-head">
    <div>
      <Link to={list.to} className="item-back">
        {list.title}
      </Link>
      <h1>
        <Name>{name}</Name> <StateBadge look={look} />
      </h1>
      <p>{facts}</p>
      {more}
    </div>
    {children}
  </div>
);
