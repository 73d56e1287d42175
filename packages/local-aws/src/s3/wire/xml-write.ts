/** Markup that is already escaped, so that text and markup cannot be mixed up. */
export interface Xml {
  readonly markup: string;
}

export type XmlContent = string | number | boolean | Xml | readonly Xml[];

/** One element. `undefined` content leaves it out: an empty list of elements. */
export function tag(name: string, content: XmlContent | undefined): Xml {
  return { markup: content === undefined ? "" : `<${name}>${markupOf(content)}</${name}>` };
}

/** A whole document in S3's namespace. */
export function xmlDocument(root: string, content: readonly Xml[]): string {
  const attributes = root === "Error" ? "" : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}>${markupOf(content)}</${root}>`;
}

/** The elements of a flat record, in its order. */
export const tags = (fields: Readonly<Record<string, XmlContent | undefined>>): readonly Xml[] =>
  Object.entries(fields).map(([name, content]) => tag(name, content));

function markupOf(content: XmlContent): string {
  if (typeof content !== "object") return escapeXml(String(content));
  return "markup" in content ? content.markup : content.map((xml) => xml.markup).join("");
}

/** Control characters become references although XML 1.0 knows none for them: so does S3, which is why `encoding-type=url` exists. */
function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\p{Cc}\ufffe\uffff]/gu, (char) => {
    const named = ENTITIES[char];
    return named ?? `&#x${char.charCodeAt(0).toString(16)};`;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
