/**
 * How the names begin under which TanStack Query keeps what the platform answered: to mark it as out of date, whoever asked. What
 * belongs to a job lies under the job's own name. At their end stands the client's account, so that nobody is shown what was
 * answered to another key: the whole name of one answer is `queryKey` of {@link flashQueries}.
 *
 * @example
 * ```ts
 * await queryClient.invalidateQueries({ queryKey: flashKeys.jobs });
 * ```
 */
export const flashKeys = {
  all: ["flash"],
  status: ["flash", "status"],
  taskTypes: ["flash", "taskTypes"],
  jobs: ["flash", "jobs"],
  datasets: ["flash", "datasets"],
  models: ["flash", "models"],
  dataset: (datasetId: string) => ["flash", "dataset", datasetId] as const,
  job: (jobId: string) => ["flash", "job", jobId] as const,
  why: (jobId: string) => ["flash", "job", jobId, "why"] as const,
  model: (jobId: string) => ["flash", "job", jobId, "model"] as const,
  artifact: (jobId: string, path: string) => ["flash", "job", jobId, "model", path] as const,
} as const;
