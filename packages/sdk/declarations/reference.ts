import ts from "@typescript/typescript6";
import type { PublishedEntry, PublishedName } from "./published.ts";

/** A page of Markdown about one entry, from the declarations that are published. */
export function referenceOf({ specifier, names }: PublishedEntry): string {
  const sections = names.flatMap((name) => sectionOf(name));
  return [
    `# ${specifier}`,
    "Written from the published declarations by `npm run reference -w packages/sdk`.",
    ...sections,
  ]
    .join("\n\n")
    .concat("\n");
}

/** tRPC's form of everything that the methods of `Flash` say better. */
const LEFT_OUT: ReadonlySet<string> = new Set(["AppRouter", "Refusals"]);

function sectionOf({ name, node }: PublishedName): string[] {
  if (node === undefined || LEFT_OUT.has(name)) return [];
  const text = node.getText().replace(/^(?:export )?(?:declare )?/u, "");
  return [`## ${name}`, ...proseOf(node), `\`\`\`ts\n${text}\n\`\`\``];
}

function proseOf(node: ts.Node): string[] {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return docs.flatMap((doc) => {
    const said = ts.getTextOfJSDocComment(doc.comment) ?? "";
    const tags = (doc.tags ?? []).map((tag) => {
      const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").trim();
      const about = ts.isJSDocParameterTag(tag) ? ` \`${tag.name.getText()}\`` : "";
      return tag.tagName.text === "example" ? text : `*${tag.tagName.text}*${about} ${text}`;
    });
    return [said, ...tags].filter((part) => part !== "");
  });
}
