import type { Doc, Read } from "@flash/control-plane";

/**
 * The document, or null when there is none.
 *
 * @throws Error when somebody wrote something else there: that is for the log and for whoever runs the platform, since
 * no caller can mend it.
 */
export function readable<T>(read: Read<T>): Doc<T> | null {
  switch (read.kind) {
    case "found":
      return read.doc;
    case "missing":
      return null;
    case "corrupt":
      throw new Error(`a stored document is not what its schema says: ${read.fault}`);
  }
}
