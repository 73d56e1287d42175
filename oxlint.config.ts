import { defineConfig } from "oxlint";
import { ROOMS, WORKSPACE } from "./boundaries.config.ts";

const NO_DEEP_IMPORTS = {
  group: ["@flash/*/src/**", "@flash/*/dist/**", "**/../packages/**", "**/../apps/**"],
  message: "import the package by its name: its index.ts says what it offers",
};

/** No room's own import has `src` in it: such a path leads through another room's wall. */
const NO_WAY_AROUND = {
  group: ["../**/src/**", "../**/dist/**"],
  message: "import the package by its name: whether it may be imported is said by boundaries.config.ts",
};

const forbid = (names: readonly string[], message: string, allowTypeImports = false) => ({
  group: names.flatMap((name) => [name, `${name}/**`]),
  message,
  allowTypeImports,
});

const boundary = ({ folder, mayImport, mayImportTypesOf = [], isPure }: (typeof ROOMS)[number]) => {
  const own = `@flash/${folder.split("/").at(-1)}`;
  const foreign = WORKSPACE.filter(
    (name) => name !== own && !mayImport.includes(name) && !mayImportTypesOf.includes(name),
  );
  const patterns = [
    NO_DEEP_IMPORTS,
    NO_WAY_AROUND,
    forbid(foreign, `${own} may import only ${mayImport.join(", ") || "itself"}`),
  ];
  if (mayImportTypesOf.length > 0) patterns.push(forbid(mayImportTypesOf, "only its types", true));
  if (isPure === true) patterns.push(forbid(["node:*", "@aws-sdk/*"], `${own} runs without Node and without AWS`));
  return {
    files: [`${folder}/src/**`],
    excludeFiles: ["**/*.test.ts", "**/*-fixture.ts", "**/fixtures/**"],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
};

const PURE = ROOMS.filter(({ isPure }) => isPure === true).map(({ folder }) => `${folder}/src/**`);

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "oxc", "promise", "vitest"],
  options: { typeAware: true },
  categories: { correctness: "error", suspicious: "error", perf: "off" },
  // Projects in tests are strangers: the workspace's conventions are not theirs.
  ignorePatterns: ["**/dist/**", "**/node_modules/**", "**/*.as.ts", "tests/package/*-project/**"],
  rules: {
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
    "no-unmodified-loop-condition": "off",
    "promise/always-return": "off",
    "typescript/consistent-type-imports": "error",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/consistent-return": "off",
    "import/no-default-export": "error",
    "import/no-cycle": "error",
    "import/no-unassigned-import": "off",
    "no-restricted-imports": ["error", { patterns: [NO_DEEP_IMPORTS] }],
    // Retries, pages and steps are taken one after the other on purpose.
    "no-await-in-loop": "off",
    "no-underscore-dangle": "off",
    "no-shadow": "off",
    "consistent-return": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/consistent-function-scoping": "off",
    "vitest/no-conditional-expect": "off",
    "vitest/require-to-throw-message": "off",
    "vitest/no-focused-tests": "error",
    "vitest/no-disabled-tests": "error",
    "vitest/require-mock-type-parameters": "off",
    "vitest/expect-expect": "off",
    "vitest/valid-title": "off",
    // A second argument says which of many cases failed.
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    // For windows; workers have no origin.
    "unicorn/require-post-message-target-origin": "off",
    "vitest/no-standalone-expect": "off",
  },
  overrides: [
    ...ROOMS.map(boundary),
    {
      // No clock, no environment, no chance: they are handed in.
      files: PURE,
      excludeFiles: ["**/*.test.ts", "packages/sdk/**", "apps/web/**"],
      rules: {
        "no-restricted-globals": ["error", "process", "setTimeout", "setInterval", "Date", "performance", "crypto"],
        "no-restricted-properties": ["error", { object: "Math", property: "random" }],
      },
    },
    { files: ["**/*.config.ts"], rules: { "import/no-default-export": "off" } },
  ],
});
