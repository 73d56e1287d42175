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

const TOKEN =
  /<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\?[^]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+/gy;
const MAX_DEPTH = 16;

/**
 * Reads the small documents that S3 takes: elements and text. Attributes are skipped; a DTD is refused, so entities cannot
 * be defined and nothing is ever fetched.
 *
 * @throws S3Error `MalformedXML`.
 */
export function readXml(source: string, rootName: string): XmlElement {
  const open: OpenElement[] = [{ name: "", qualifiedName: "", text: "", children: [] }];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let token = TOKEN.exec(source); token !== null; token = TOKEN.exec(source)) {
    end = TOKEN.lastIndex;
    takeToken(token, open);
  }
  const [document] = open;
  const root = document?.children[0];
  if (end !== source.length || open.length !== 1 || document?.children.length !== 1 || root?.name !== rootName)
    throw new S3Error("MalformedXML");
  return root;
}

function takeToken(token: RegExpExecArray, open: OpenElement[]): void {
  const [whole, cdata, closing, opening, attributes] = token;
  const top = open.at(-1);
  if (top === undefined) throw new S3Error("MalformedXML");
  if (cdata !== undefined) top.text += cdata;
  else if (closing !== undefined) closeElement(closing, open);
  else if (opening !== undefined) openElement(opening, attributes ?? "", open);
  else if (!whole.startsWith("<")) top.text += resolveEntities(whole);
}

function openElement(qualifiedName: string, attributes: string, open: OpenElement[]): void {
  if (open.length > MAX_DEPTH) throw new S3Error("MalformedXML");
  open.push({ name: qualifiedName.replace(/^.*:/, ""), qualifiedName, text: "", children: [] });
  if (attributes.endsWith("/")) closeElement(qualifiedName, open);
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
