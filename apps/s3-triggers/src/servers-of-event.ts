import { type ServerName, serverOfKey } from "@flash/schemas";
import * as z from "zod";

/** All that is taken from an S3 event: which keys it is about. Its content is never trusted, state is read again. */
const S3Nudge = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })),
});

/** S3 writes keys as HTML forms do: a space is a plus sign. */
const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll("+", " "));

/** The servers whose training config an S3 event is about, each once; keys of other objects are passed over. */
export function serversOfEvent(event: unknown): readonly ServerName[] {
  const { Records } = S3Nudge.parse(event);
  const servers = Records.map(({ s3 }) => serverOfKey(decodeKey(s3.object.key)));
  return [...new Set(servers.filter((server) => server !== null))];
}
