/**
 * How a frontend uses what the platform answers. Those types are declared beside their schemas, where nobody knows of the SDK:
 * their examples are added when they are written out for it.
 */
export const ANSWER_EXAMPLES: Readonly<Record<string, { readonly says?: string; readonly example: string }>> = {
  AppRouter: { example: `type Nouns = keyof AppRouter["_def"]["record"];` },
  Refusals: { example: `const ofTrain: Refusals["train"] = "server_busy";` },
  ColumnFacts: { example: `const isSparse = ({ missing }: ColumnFacts, rows: number): boolean => missing * 2 > rows;` },
  DatasetId: { example: `const { id }: { id: DatasetId } = await flash.datasets.get(datasetId);` },
  JobId: { example: `const ids: JobId[] = (await flash.jobs.list().page()).items.map(({ id }) => id);` },
  DatasetFix: {
    example: `const fixes: DatasetFix[] = report.problems.flatMap(({ fix }) => fix ?? []);`,
  },
  DatasetProblem: {
    example: `const isError = ({ severity }: DatasetProblem): boolean => severity === "error";\nconst errors = report.problems.filter(isError);`,
  },
  DatasetReport: {
    example: `const verdict = ({ valid, rows }: DatasetReport): string => (valid ? \`\${rows.kept} rows\` : "not yet");`,
  },
  DatasetRules: {
    example: `const most = (rules: DatasetRules): string => (rules.kind === "images" ? "images" : \`\${rules.maxRows} rows\`);`,
  },
  FieldFault: { example: `const told = ({ path, message }: FieldFault): string => \`\${path}: \${message}\`;` },
  FieldSchema: {
    example: `const range = ({ minimum, maximum }: FieldSchema): string => \`\${minimum ?? "any"} to \${maximum ?? "any"}\`;`,
  },
  FixUpdate: { example: `const isMade = (update: FixUpdate): boolean => update.type === "done";` },
  JobState: { example: `const isTraining = (state: JobState): boolean => state === "training";` },
  ModelDownload: {
    example: `const { artifacts }: ModelDownload = await job.model.download();\nconst url = artifacts.find(({ role }) => role === "model")?.url;`,
  },
  Pixels: { example: `const black: Pixels = { width: 8, height: 8, channels: 3, data: new Uint8Array(8 * 8 * 3) };` },
  Problem: { example: `const job = (problem: Problem): string | null => ("jobId" in problem ? problem.jobId : null);` },
  ProblemCode: {
    says: "The codes of {@link Problem}.",
    example: `const transient: readonly ProblemCode[] = ["rate_limited", "server_busy"];`,
  },
  ProblemPlace: { example: `const row = ({ row, line }: ProblemPlace): number | undefined => row ?? line;` },
  TableColumn: {
    example: `const names = (columns: readonly TableColumn[]): string[] => columns.map(({ name }) => name);`,
  },
  TaskType: { example: `const taskType: TaskType = "text-classification";` },
  Upload: { example: `const isKnown = ({ sending }: Upload): boolean => sending.how === "nothing";` },
  ValidationUpdate: {
    example: `const isDone = (update: ValidationUpdate): boolean => update.type === "done";`,
  },
  WhyReason: {
    example: `const codes: WhyReason["code"][] = (await job.why()).reasons.map(({ reason }) => reason.code);`,
  },
  WireCancellation: { example: `const { stopped }: WireCancellation = await job.cancel();` },
  WireDataset: {
    says: "A dataset of the caller, with its report once it has been validated.",
    example: `const one: WireDataset = await flash.datasets.get(datasetId);\nconst kept = one.report?.rows.kept;`,
  },
  WireJob: {
    says: "A job of the caller: its request, where it is, and how it ended.",
    example: `const now: WireJob = await job.get();\nconst accuracy = now.outcome?.accuracy;`,
  },
  WireModel: {
    example: `const name = ({ name, accuracy }: WireModel): string => \`\${name}, \${accuracy ?? "not measured"}\`;`,
  },
  WireOutcome: { example: `const told = ({ sentence, remedy }: WireOutcome): string => \`\${sentence} \${remedy}\`;` },
  WireProgress: {
    says: "How far a training is, as its machine reports it.",
    example: `const losses = ({ metrics }: WireProgress): number[] => metrics.map(({ valLoss }) => valLoss);`,
  },
  WireServer: {
    says: "One training server.",
    example: `const isFree = ({ status }: WireServer): boolean => status === "sleeping";`,
  },
  WireStatus: { example: `const { available, servers }: WireStatus = await flash.status();` },
  WireTaskType: {
    example: `const fields = ({ hyperparameters }: WireTaskType): string[] => Object.keys(hyperparameters.properties ?? {});`,
  },
  WireWhy: { example: `const { reasons }: WireWhy = await job.why();\nconst nearest = reasons[0]?.sentence;` },
};

/** The comment above such a type. @param said - what is written where it is declared; empty: nothing. */
export function answerDoc(name: string, said: string): string {
  const added = ANSWER_EXAMPLES[name];
  const prose = said === "" ? (added?.says ?? "") : said;
  if (added === undefined) return prose === "" ? "" : `/** ${prose.replaceAll("\n", "\n * ")} */\n`;
  const lines = [
    ...(prose === "" ? [] : [...prose.split("\n"), ""]),
    "@example",
    "```ts",
    ...added.example.split("\n"),
    "```",
  ];
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}
