/**
 * The arrows between the packages: a folder may import what stands here, and nothing else of the workspace.
 * `oxlint.config.ts` turns this into lint rules.
 */
interface Room {
  readonly folder: string;
  readonly mayImport: readonly string[];
  /** Runs in browsers, or decides without looking: no Node, no AWS SDK. */
  readonly isPure?: true;
  /** Besides types: these may be imported as types only. */
  readonly mayImportTypesOf?: readonly string[];
}

export const ROOMS: readonly Room[] = [
  { folder: "packages/schemas", mayImport: [], isPure: true },
  { folder: "packages/control-plane", mayImport: ["@flash/schemas"], isPure: true },
  { folder: "packages/validation", mayImport: ["@flash/schemas"], isPure: true },
  {
    folder: "packages/sdk",
    mayImport: ["@flash/schemas", "@flash/validation"],
    mayImportTypesOf: ["@flash/api"],
    isPure: true,
  },
  { folder: "packages/aws", mayImport: ["@flash/schemas", "@flash/control-plane"] },
  { folder: "packages/local-aws", mayImport: [] },
  {
    folder: "apps/api",
    mayImport: ["@flash/schemas", "@flash/control-plane", "@flash/validation", "@flash/aws"],
  },
  { folder: "apps/s3-triggers", mayImport: ["@flash/schemas", "@flash/control-plane", "@flash/aws"] },
  {
    folder: "apps/training-server",
    mayImport: ["@flash/schemas", "@flash/control-plane", "@flash/validation", "@flash/aws"],
  },
  { folder: "apps/web", mayImport: ["@flash/sdk"], isPure: true },
  {
    folder: "apps/local",
    mayImport: [
      "@flash/schemas",
      "@flash/control-plane",
      "@flash/sdk",
      "@flash/aws",
      "@flash/api",
      "@flash/s3-triggers",
      "@flash/training-server",
      "@flash/web",
      "@flash/local-aws",
    ],
  },
  {
    folder: "infra",
    mayImport: [
      "@flash/schemas",
      "@flash/control-plane",
      "@flash/sdk",
      "@flash/aws",
      "@flash/api",
      "@flash/training-server",
      "@flash/web",
    ],
  },
];

/** Everything that can be imported across rooms. */
export const WORKSPACE = [
  "@flash/schemas",
  "@flash/control-plane",
  "@flash/validation",
  "@flash/sdk",
  "@flash/aws",
  "@flash/local-aws",
  "@flash/api",
  "@flash/s3-triggers",
  "@flash/training-server",
  "@flash/local",
  "@flash/web",
] as const;
