import type { BlobRef } from "../store/records.ts";
import type { S3Error } from "./errors.ts";
import { tags, xmlDocument, type Xml } from "./xml-write.ts";

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: ReplyBody;
}

export type ReplyBody =
  | { readonly kind: "text"; readonly text: string }
  /** Streamed from disk; `release` is to be called once, sent or not. */
  | { readonly kind: "blobs"; readonly slices: readonly BlobSlice[]; readonly release: () => void };

export interface BlobSlice {
  readonly blob: BlobRef;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export const emptyReply = (status: number, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers,
});

export function xmlReply(root: string, content: readonly Xml[], headers: Readonly<Record<string, string>> = {}): Reply {
  return xmlTextReply(200, xmlDocument(root, content), headers);
}

export function xmlTextReply(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { "content-type": "application/xml", ...headers }, body: { kind: "text", text } };
}

export function errorReply(error: S3Error, requestId: string, resource: string): Reply {
  const { code: Code, message: Message, details } = error;
  const document = xmlDocument(
    "Error",
    tags({ Code, Message, ...details, Resource: resource, RequestId: requestId, HostId: HOST_ID }),
  );
  return xmlTextReply(error.status, document, error.headers);
}

export const HOST_ID = "flash-local-s3";
