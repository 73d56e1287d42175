import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Identity } from "../identity.ts";
import type { Cloud } from "./actions/action.ts";
import { authenticate } from "./authenticate.ts";
import type { CallLog } from "./call-log.ts";
import { Ec2Error, HTTP_STATUS } from "./ec2-error.ts";
import { perform } from "./perform.ts";
import { QueryRequest } from "./query-request.ts";
import { xmlDocument } from "./xml/xml.ts";

export interface Ec2Endpoint {
  readonly cloud: Cloud;
  readonly identities: readonly Identity[];
  readonly log: CallLog;
}

const NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
const MAX_BODY_BYTES = 1024 * 1024;

/** EC2's query protocol over HTTP: a form in, XML out. */
export function ec2Server(endpoint: Ec2Endpoint): Server {
  return createServer((request, response) => {
    void serve(request, response, endpoint).catch((error: unknown) => {
      console.error("The local EC2 failed to answer a request.", error);
      response.destroy();
    });
  });
}

interface Answer {
  readonly status: number;
  readonly xml: string;
}

async function serve(request: IncomingMessage, response: ServerResponse, endpoint: Ec2Endpoint): Promise<void> {
  const body = await readBody(request);
  const answer = body === undefined ? TOO_LARGE : answerTo(request, body, endpoint);
  const headers = { "content-type": "text/xml;charset=UTF-8", "content-length": Buffer.byteLength(answer.xml) };
  response.writeHead(answer.status, headers).end(answer.xml);
}

function answerTo(request: IncomingMessage, body: Buffer, { cloud, identities, log }: Ec2Endpoint): Answer {
  const { method = "GET", url = "/", rawHeaders } = request;
  const query = new QueryRequest(method === "POST" ? body.toString() : url.slice(url.indexOf("?") + 1));
  const call = { action: query.optional("Action") ?? "", instanceIds: query.instanceIds, at: cloud.now() };
  let caller: Identity | undefined;
  const logged = () => ({ ...call, ...(caller === undefined ? {} : { caller: caller.name }) });
  try {
    caller = authenticate({ method, target: url, rawHeaders }, body, { identities, ...cloud });
    const result = perform(query, caller, cloud);
    log.add(logged());
    return { status: 200, xml: xmlDocument([`${call.action}Response`, [requestId(), ...result]], NAMESPACE) };
  } catch (error) {
    const refusal = asEc2Error(error);
    log.add({ ...logged(), error: refusal.code });
    return refusalAnswer(refusal);
  }
}

/** Anything that is not one of EC2's own errors is a bug of ours: it is logged here, and the caller sees an outage. */
function asEc2Error(error: unknown): Ec2Error {
  if (error instanceof Ec2Error) return error;
  console.error("The local EC2 failed on a call.", error);
  return new Ec2Error("InternalError", "An internal error has occurred");
}

function refusalAnswer({ code, message }: Ec2Error): Answer {
  const error = [
    "Error",
    [
      ["Code", code],
      ["Message", message],
    ],
  ] as const;
  const xml = xmlDocument([
    "Response",
    [
      ["Errors", [error]],
      ["RequestID", randomUUID()],
    ],
  ]);
  return { status: HTTP_STATUS[code], xml };
}

const requestId = () => ["requestId", randomUUID()] as const;

const TOO_LARGE = refusalAnswer(new Ec2Error("InvalidParameterValue", "The request is larger than 1 MiB"));

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return sizeBytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
