import { parseCommandLine, UsageError } from "../../../build/command-line.ts";
import { portNumber, runCommand, typedFolder } from "./command-line.ts";
import { onInterruption } from "../../../build/interruption.ts";
import { serverEnvironmentFile } from "./machines.ts";
import { builtPage } from "./page/built-page.ts";
import { type PageServer, servePage } from "./page/serve-page.ts";
import { type Platform, startPlatform } from "./platform.ts";

const HELP = `Runs the whole of Flash on this machine: page, API, S3, EC2 and the training server. No cloud, no account.

  npm start -- [--port 4100] [--data .flash/local]

  --port   the API listens here, the rest on the four ports after it; 0 takes any free ones
  --data   where datasets, jobs and models are kept; they are there again at the next start
  --help   this text

Ctrl-C stops everything, machines included.`;

const FLAGS = {
  port: { type: "string", default: "4100" },
  data: { type: "string", default: ".flash/local" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const banner = ({ connection, s3, fleet }: Platform, page: PageServer, dataFolder: string): string => `
Flash runs on this machine. Open the page and sign in with one click:

  ${page.url}

  API       ${connection.url}
  Streams   ${connection.streamUrl}
  Storage   ${s3.url}
  Key       ${connection.apiKey}
  Servers   ${fleet.map(({ name }) => name).join(", ")} (asleep until somebody trains)
  Data      ${dataFolder}

In your code:

  const flash = createFlash({
    url: "${connection.url}", streamUrl: "${connection.streamUrl}",
    apiKey: "${connection.apiKey}",
  });
  const dataset = await flash.uploadDataset(file, { taskType: "text-classification" });
  const job = await flash.train({ dataset, taskType: "text-classification" });

or watch one job in another terminal, on a platform of its own:  npm run demo

A training server of your own (docs/training-server.md) finds the bucket with
  ${fleet.map(({ name }) => serverEnvironmentFile(dataFolder, name)).join("\n  ")}

Ctrl-C stops everything.
`;

async function start(): Promise<number> {
  const { values, positionals } = parseCommandLine(process.argv.slice(2), FLAGS);
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`unexpected: ${positionals.join(" ")}`);
  const port = portNumber(values.port);
  const dataFolder = await typedFolder("data", values.data);
  const interrupted = onInterruption();
  await builtPage((line) => process.stdout.write(`${line}\n`));
  const platform = await startPlatform({ dataFolder, port });
  const page = await openPage(platform, port);
  process.stdout.write(banner(platform, page, dataFolder));
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener("abort", () => resolve(), { once: true });
  });
  process.stdout.write("\nStopping: machines off, functions ended …\n");
  await page.close();
  await platform.close();
  process.stdout.write("Stopped. Everything is kept; `npm start` goes on from here.\n");
  return 0;
}

/** On the port after the platform's; its key is filled in, so that nobody has to copy it. */
async function openPage(platform: Platform, port: number): Promise<PageServer> {
  const { url, streamUrl, apiKey } = platform.connection;
  const config = { apiUrl: url, streamUrl, localKey: apiKey };
  try {
    return await servePage({ config, storageUrl: platform.s3.url, port: port === 0 ? 0 : port + 4 });
  } catch (error) {
    await platform.close();
    throw error;
  }
}

process.exitCode = await runCommand(start);
