import { S3Error } from "./errors.ts";

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  /** The text directly inside, entities resolved. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly name: string;
  readonly qualifiedName: string;
  text: string;
  readonly children: XmlElement[];
}

const MAX_DEPTH = 16;

/**
 * Reads the small documents that S3 takes: elements and text. Attributes are skipped; a DTD is refused, so entities cannot
 * be defined and nothing is ever fetched. A scanner instead of a regular expression, so that no document takes long.
 *
 * @throws S3Error `MalformedXML`.
 */
export function readXml(source: string, rootName: string): XmlElement {
  const open: OpenElement[] = [{ name: "", qualifiedName: "", text: "", children: [] }];
  for (let at = 0; at < source.length;)
    at = source[at] === "<" ? takeMarkup(source, at, open) : takeText(source, at, open);
  const [document] = open;
  const root = document?.children[0];
  if (open.length !== 1 || document?.children.length !== 1 || document.text.trim() !== "" || root?.name !== rootName)
    throw new S3Error("MalformedXML");
  return root;
}

/** @returns where the next token begins. */
function takeText(source: string, start: number, open: readonly OpenElement[]): number {
  const next = source.indexOf("<", start);
  const end = next < 0 ? source.length : next;
  addText(resolveEntities(source.slice(start, end)), open);
  return end;
}

function takeMarkup(source: string, start: number, open: OpenElement[]): number {
  if (source.startsWith("<!--", start)) return after(source, "-->", start);
  if (source.startsWith("<?", start)) return after(source, "?>", start);
  if (source.startsWith(CDATA, start)) {
    const end = after(source, "]]>", start);
    addText(source.slice(start + CDATA.length, end - "]]>".length), open);
    return end;
  }
  const end = endOfTag(source, start);
  const tag = source.slice(start + 1, end - 1);
  if (tag.startsWith("/")) closeElement(tag.slice(1).trimEnd(), open);
  else openElement(tag, open);
  return end;
}

const CDATA = "<![CDATA[";

function addText(text: string, open: readonly OpenElement[]): void {
  const top = open.at(-1);
  if (top !== undefined) top.text += text;
}

function after(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  if (at < 0) throw new S3Error("MalformedXML");
  return at + mark.length;
}

/** Behind the `>` that ends a tag: one inside a quoted attribute does not. */
function endOfTag(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at];
    if (char === ">") return at + 1;
    if (char === '"' || char === "'") at = after(source, char, at + 1) - 1;
  }
  throw new S3Error("MalformedXML");
}

function openElement(tag: string, open: OpenElement[]): void {
  const [qualifiedName = ""] = tag.split(/[\s/]/, 1);
  // `<!` that is neither comment nor CDATA begins a DTD.
  if (qualifiedName === "" || qualifiedName.startsWith("!") || open.length > MAX_DEPTH)
    throw new S3Error("MalformedXML");
  open.push({ name: qualifiedName.slice(qualifiedName.indexOf(":") + 1), qualifiedName, text: "", children: [] });
  if (tag.endsWith("/")) closeElement(qualifiedName, open);
}

function closeElement(qualifiedName: string, open: OpenElement[]): void {
  const element = open.pop();
  const parent = open.at(-1);
  if (element?.qualifiedName !== qualifiedName || parent === undefined) throw new S3Error("MalformedXML");
  parent.children.push({ name: element.name, text: element.text, children: element.children });
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function resolveEntities(text: string): string {
  return text.replaceAll(/&([^;\s]{0,10});?/g, (_, entity: string) => {
    const reference = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(entity);
    const code =
      reference === null ? Number.NaN : Number.parseInt(reference[1] ?? reference[2] ?? "", reference[1] ? 16 : 10);
    const char = code <= 0x10ffff ? String.fromCodePoint(code) : NAMED[entity];
    if (char === undefined) throw new S3Error("MalformedXML");
    return char;
  });
}

export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

export const textOf = (element: XmlElement, name: string): string | undefined => childOf(element, name)?.text;

/** @throws S3Error `MalformedXML` when the element is missing. */
export function requiredTextOf(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (text === undefined) throw new S3Error("MalformedXML", { message: `<${element.name}> needs a <${name}>.` });
  return text;
}
