/** Opens each folder that a line of standard input names, and says `has it` or why not; an empty line gives the last one back. */
import { createInterface } from "node:readline";
import { lockFolder } from "../store/folder-lock.ts";

let unlock = async (): Promise<void> => undefined;
for await (const folder of createInterface(process.stdin)) {
  if (folder === "") await unlock();
  const answer =
    folder === ""
      ? "gave it back"
      : await lockFolder(folder).then(
          (given) => ((unlock = given), "has it"),
          (error: unknown) => ((unlock = async () => undefined), String(error)),
        );
  process.stdout.write(`${answer}\n`);
}
