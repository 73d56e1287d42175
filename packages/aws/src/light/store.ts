import type { EpochMs } from "@flash/schemas";
import type { ObjectStore } from "@flash/control-plane";
import { MissingPermission, type StoreAct } from "../missing-permission.ts";
import { objectStoreOn, present } from "../object-store-on.ts";
import { refusalOf } from "../refusal-of.ts";
import { taggingOf } from "../request-tag.ts";
import { wholeSeconds } from "../store-clock.ts";
import type { Answer, Condition, StoreCalls } from "../store-calls.ts";
import { addressOf, type S3Access } from "./access.ts";
import { type HttpAnswer, httpSender, type SendHttp } from "./http.ts";
import { sentTwiceAtMost } from "./retried.ts";
import { authorized, queryText, sha256Hex } from "./sigv4.ts";
import { errorIn, listedPage } from "./xml.ts";

/** S3 refused, and it was no answer. `name` is S3's code for it. */
export class S3Error extends Error {
  /** HTTP's. */
  readonly status: number;

  constructor({ status, body }: HttpAnswer) {
    const { code, message } = errorIn(body);
    super(message === "" ? `S3 answered with ${status}` : message);
    this.name = code === "" ? "S3Error" : code;
    this.status = status;
  }
}

/**
 * {@link ObjectStore} by nothing but HTTP: what a cold function has ready in a tenth of the time that the AWS SDK takes.
 * Keeps the promises of {@link s3ObjectStore} with the SDK's settings for documents: one retry, 5 s for an answer.
 *
 * @throws MissingPermission; {@link S3Error}; NoAnswer
 */
export const lightObjectStore = (access: S3Access, bucket: string): ObjectStore =>
  objectStoreOn(lightCalls(access, bucket));

interface S3Request {
  readonly act: StoreAct;
  readonly method: "GET" | "PUT" | "DELETE";
  /** Empty: the bucket. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function lightCalls(access: S3Access, bucket: string): StoreCalls {
  let sender: SendHttp | undefined;

  /** @param named - what a refusal is about; a listing's prefix is no key. */
  async function ask(
    request: S3Request,
    named = request.key,
  ): Promise<Answer<HttpAnswer> & { date: string | undefined }> {
    const { act, method, key, query = {}, headers = {}, body = "" } = request;
    const address = addressOf(access, bucket, key);
    sender ??= httpSender(new URL(address.origin).protocol);
    const target = Object.keys(query).length === 0 ? address.path : `${address.path}?${queryText(query)}`;
    const signed = authorized(access, { method, address, query, headers, payloadHash: sha256Hex(body) });
    const length = method === "PUT" ? { "content-length": `${Buffer.byteLength(body)}` } : {};
    const sent = { method, origin: address.origin, target, headers: { ...signed, ...length }, body };
    const answer = await sentTwiceAtMost(sender, sent);
    const { date } = answer.headers;
    if (answer.status < 300) return { ok: true, output: answer, date };
    const error = new S3Error(answer);
    const refusal = refusalOf(answer.status, error.name);
    if (refusal !== null) return { ok: false, refusal, date };
    throw error.name === "AccessDenied" ? new MissingPermission(act, { bucket, key: named }, error) : error;
  }

  return {
    async get(key) {
      const answer = await ask({ act: "read", method: "GET", key });
      const at = timeOf(answer.date, "Date header");
      if (!answer.ok) return { ...answer, at };
      const { headers, body } = answer.output;
      const lastModified = timeOf(headers["last-modified"], "Last-Modified header");
      return { ok: true, output: { body, etag: present(headers.etag, key), lastModified }, at };
    },

    async put(key, body, condition) {
      const act = condition !== null && "ifMatch" in condition ? "write over a version" : "write";
      const tags = given({ "x-amz-tagging": taggingOf(key) });
      const headers = { "content-type": "application/json", ...tags, ...conditionHeaders(condition) };
      const answer = await ask({ act, method: "PUT", key, headers, body });
      return answer.ok ? { ok: true, output: present(answer.output.headers.etag, key) } : answer;
    },

    async remove(key, condition) {
      const act = condition === null ? "delete" : "delete a version";
      const answer = await ask({ act, method: "DELETE", key, headers: conditionHeaders(condition) });
      return answer.ok ? { ok: true, output: undefined } : answer;
    },

    async list({ prefix, startAfter, token, limit }) {
      const from = token === undefined ? { "start-after": startAfter } : { "continuation-token": token };
      const query = given({
        "list-type": "2",
        // XML cannot carry every character that a key can.
        "encoding-type": "url",
        prefix,
        ...from,
        "max-keys": limit?.toString(),
      });
      const answer = await ask({ act: "list", method: "GET", key: "", query }, prefix);
      const at = timeOf(answer.date, "Date header");
      return answer.ok ? { ok: true, output: listedPage(answer.output.body), at } : { ...answer, at };
    },
  };
}

const timeOf = (date: string | undefined, what: string): EpochMs =>
  wholeSeconds(date === undefined ? undefined : new Date(date), what);

/** Without what is undefined. */
const given = (query: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));

function conditionHeaders(condition: Condition): Readonly<Record<string, string>> {
  if (condition === null) return {};
  return "ifMatch" in condition ? { "if-match": condition.ifMatch } : { "if-none-match": condition.ifNoneMatch };
}
