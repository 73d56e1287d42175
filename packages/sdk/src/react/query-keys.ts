/** Under which names TanStack Query keeps what the platform answered. */
export const QUERY_KEYS = {
  status: ["flash", "status"],
  taskTypes: ["flash", "taskTypes"],
  jobs: ["flash", "jobs"],
  datasets: ["flash", "datasets"],
  job: (jobId: string) => ["flash", "job", jobId] as const,
} as const;
