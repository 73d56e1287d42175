import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Exchange } from "../server.ts";
import type { S3Service } from "../service.ts";
import { readSlices } from "../store/read-slices.ts";
import { HOST_ID, type Reply } from "./reply.ts";

/** Bytes of a refused body that are still read, so that the client sees the refusal instead of a broken connection. */
const DRAIN_BYTES = 64 << 20;
const DRAIN_MS = 5_000;
const SMALL_BYTES = 1 << 20;

export async function sendReply(exchange: Exchange, reply: Reply, service: S3Service): Promise<void> {
  const { incoming, outgoing } = exchange;
  try {
    const waits = !exchange.expectsContinue && reply.headers?.["connection"] !== "close";
    if (waits && isSmall(incoming)) await drain(exchange);
    const unread = hasUnreadBody(incoming);
    if (outgoing.destroyed) return;
    const text = reply.body?.kind === "text" ? Buffer.from(reply.body.text) : undefined;
    outgoing.writeHead(reply.status, {
      ...headersOf(exchange, reply, text),
      ...(unread && { connection: "close" }),
      date: dateOf(service),
    });
    if (incoming.method !== "HEAD") await sendBody(outgoing, reply, text, service);
    if (waits && unread) await drain(exchange);
    outgoing.end();
  } catch (error) {
    // The client left, or the disk failed after the status was sent: only a broken connection says that bytes are missing.
    outgoing.destroy(error instanceof Error ? error : undefined);
  } finally {
    discardReply(reply);
  }
}

/** The service's clock, which `Last-Modified` was taken from too. */
const dateOf = ({ now }: S3Service): string => new Date(now()).toUTCString();

function headersOf({ incoming, requestId }: Exchange, reply: Reply, text: Buffer | undefined): Record<string, string> {
  return {
    ...(text !== undefined && { "content-length": `${text.length}` }),
    ...(reply.body === undefined && incoming.method !== "HEAD" && withoutBody(reply.status)),
    ...reply.headers,
    server: "AmazonS3",
    "x-amz-request-id": requestId,
    "x-amz-id-2": HOST_ID,
  };
}

/** Whether bytes of the request are still to come. Of a request without a body Node says so only a little later. */
function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);
}

/** A small rest is read before the answer, so that the connection can be used again. */
const isSmall = (incoming: IncomingMessage): boolean =>
  hasUnreadBody(incoming) && Number(incoming.headers["content-length"] ?? Infinity) <= SMALL_BYTES;

const withoutBody = (status: number): Record<string, string> =>
  status === 204 || status === 304 ? {} : { "content-length": "0" };

async function sendBody(
  outgoing: ServerResponse,
  { body }: Reply,
  text: Buffer | undefined,
  { store }: S3Service,
): Promise<void> {
  if (text !== undefined) outgoing.write(text);
  if (body?.kind !== "blobs") return;
  const left = new AbortController();
  outgoing.once("close", () => left.abort());
  for await (const bytes of readSlices(store.blobs, body.slices)) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(bytes)) await once(outgoing, "drain", { signal: left.signal });
  }
}

/** A client that still sends its body reads no answer, and closing at once would take the answer from it. */
async function drain({ incoming }: Exchange): Promise<void> {
  let bytes = 0;
  const timer = setTimeout(() => incoming.destroy(), DRAIN_MS);
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      bytes += Buffer.from(chunk).length;
      if (bytes > DRAIN_BYTES) return;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Lets go of what a reply holds, once it was sent or is not going to be. */
export function discardReply({ body }: Reply): void {
  if (body?.kind === "blobs") body.release();
}
