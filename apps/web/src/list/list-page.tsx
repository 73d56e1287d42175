import { Button } from "@mantine/core";
import type { FlashError } from "@flash/sdk";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { EmptyState } from "../states/empty-state.tsx";
import { ErrorNotice } from "../states/error-notice.tsx";
import { LoadingLines } from "../states/loading-lines.tsx";
import { useTitle } from "../states/use-title.ts";
import "./list.css";

interface ListPageProps<Item> {
  readonly title: string;
  readonly lead: string;
  readonly action: ReactNode;
  readonly list: UseInfiniteQueryResult<Item[], FlashError>;
  readonly row: (item: Item) => ReactNode;
  /** Shown where there is nothing yet. */
  readonly empty: {
    readonly icon: ReactNode;
    readonly title: string;
    readonly text: string;
    readonly action: ReactNode;
  };
}

/** Everything of one kind, newest first, page after page. */
export function ListPage<Item extends { readonly id: string }>(props: ListPageProps<Item>) {
  const { title, lead, action, list, row, empty } = props;
  const { data: items, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = list;
  useTitle(title);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          <p>{lead}</p>
        </div>
        {action}
      </div>
      {error !== null && items === undefined ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {items === undefined && error === null ? <LoadingLines lines={6} height={28} /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={empty.icon} title={empty.title} action={empty.action}>
          {empty.text}
        </EmptyState>
      ) : null}
      {items !== undefined && items.length > 0 ? (
        <ul className="card item-list">
          {items.map((item) => (
            <li key={item.id}>{row(item)}</li>
          ))}
        </ul>
      ) : null}
      {hasNextPage ? (
        <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          Show older ones
        </Button>
      ) : null}
    </div>
  );
}
