import { createRootRoute, createRoute, createRouter, Link } from "@tanstack/react-router";
import { InfoIcon } from "./icons/icons.tsx";
import { lazyPage } from "./lazy-page.ts";
import { Shell } from "./shell/shell.tsx";
import { EmptyState } from "./states/empty-state.tsx";
import { ErrorNotice } from "./states/error-notice.tsx";

const root = createRootRoute({ component: Shell });

/** What to train and on which dataset, so that a reload or a link keeps the choice. */
interface TrainSearch {
  readonly task?: string;
  readonly dataset?: string;
}

const train = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: ({ task, dataset }: Record<string, unknown>): TrainSearch => ({
    ...(typeof task === "string" ? { task } : {}),
    ...(typeof dataset === "string" ? { dataset } : {}),
  }),
  component: lazyPage(() => import("./train/train-page.tsx"), "TrainPage"),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: "/jobs",
  component: lazyPage(() => import("./jobs/jobs-page.tsx"), "JobsPage"),
});

const job = createRoute({
  getParentRoute: () => root,
  path: "/jobs/$jobId",
  component: lazyPage(() => import("./job/job-page.tsx"), "JobPage"),
});

const datasets = createRoute({
  getParentRoute: () => root,
  path: "/datasets",
  component: lazyPage(() => import("./datasets/datasets-page.tsx"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => root,
  path: "/datasets/$datasetId",
  component: lazyPage(() => import("./datasets/dataset-page.tsx"), "DatasetPage"),
});

const servers = createRoute({
  getParentRoute: () => root,
  path: "/servers",
  component: lazyPage(() => import("./servers/servers-page.tsx"), "ServersPage"),
});

const NotFound = () => (
  <EmptyState isPage icon={<InfoIcon />} title="There is no such page" action={<Link to="/">Train a model</Link>}>
    The address may be mistyped, or what was here is gone.
  </EmptyState>
);

export const router = createRouter({
  routeTree: root.addChildren([train, jobs, job, datasets, dataset, servers]),
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => <ErrorNotice isPage error={error} onRetry={reset} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
