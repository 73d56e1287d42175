/** An element and its content. A list is an element of `item` elements; `undefined` leaves the element out. */
export type XmlNode = readonly [name: string, content: XmlContent];
export type XmlContent = string | number | boolean | undefined | readonly XmlNode[];

/** A whole document. Names are ours and need no escaping; text does. */
export function xmlDocument(root: XmlNode, namespace?: string): string {
  const [name, content] = root;
  const attributes = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attributes}>${inner(content)}</${name}>`;
}

/** `["instancesSet", [["item", …], ["item", …]]]` */
export function xmlList<T>(name: string, members: readonly T[], item: (member: T) => readonly XmlNode[]): XmlNode {
  return [name, members.map((member): XmlNode => ["item", item(member)])];
}

function inner(content: XmlContent): string {
  return typeof content === "object" ? content.map(element).join("") : escaped(String(content));
}

function element([name, content]: XmlNode): string {
  return content === undefined ? "" : `<${name}>${inner(content)}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? "");
}
