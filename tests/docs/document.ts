import { readFile } from "node:fs/promises";

const REPOSITORY = new URL("../../", import.meta.url);

/** A file of the repository. @param path - from its root. */
export const fileOf = (path: string): Promise<string> => readFile(new URL(path, REPOSITORY), "utf8");

export interface CodeBlock {
  readonly language: string;
  /** The word after the language: what the block is an example of. */
  readonly name: string;
  readonly text: string;
}

/** The code blocks of a Markdown document that say what they are. */
export const namedBlocks = (markdown: string): CodeBlock[] =>
  [...markdown.matchAll(/^```([a-z]+) ([a-z.-]+)\n([\s\S]*?)^```$/gmu)].map(
    ([, language = "", name = "", text = ""]) => ({
      language,
      name,
      text,
    }),
  );

/** How a heading is linked to. */
export const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gmu)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
