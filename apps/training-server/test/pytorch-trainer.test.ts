import { execFile, execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { promisify } from "node:util";
import { TrainerCapabilities } from "@flash/schemas";
import { Tensor } from "onnxruntime-web";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { largestIndex } from "../src/trainers/learning/softmax.ts";
import { modelDigest, outcomeOf } from "../src/trainers/job-folder.test-support.ts";
import type { Outcome } from "../src/trainers/job-folder.test-support.ts";
import { expectSampleToHold } from "../src/trainers/sample.test-support.ts";
import { decodePicture } from "../src/trainers/image/decode.ts";
import { imageJob } from "../src/trainers/image/image-job.test-support.ts";
import { ImagePreprocess } from "../src/trainers/image/preprocess.ts";
import { jobFolder, learnableRows } from "../src/trainers/text/job-folder.test-support.ts";
import { Preprocess, textEncoder, tokenize } from "../src/trainers/text/tokenizer.ts";

/** Debian's packages are seen by Debian's Python only, which need not be the first one on the path. Another one may be named. */
const PYTHON = process.env["FLASH_TEST_PYTHON"] ?? "/usr/bin/python3";
const TRAINER = fileURLToPath(new URL("../../../trainers/pytorch/main.py", import.meta.url));

function hasTorch(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import importlib.util as u, sys; sys.exit(u.find_spec('torchvision') is None)"]);
    return true;
  } catch {
    return false;
  }
}

const installed = hasTorch();
if (!installed)
  process.stdout.write(`skipped: ${PYTHON} has no torchvision (on Debian: apt-get install python3-torchvision)\n`);

const ENVIRONMENT = { PATH: process.env["PATH"] ?? "", FLASH_THREADS: "1" };

/** Starts the trainer as the agent does; SIGTERM is sent as soon as a line of standard output matches `when`. */
function run(args: readonly string[], when?: RegExp): Promise<Outcome> {
  const child = spawn(PYTHON, [TRAINER, ...args], { stdio: ["ignore", "pipe", "ignore"], env: ENVIRONMENT });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (!child.killed && when?.test(stdout) === true) child.kill("SIGTERM");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(outcomeOf(code ?? -1, stdout)));
  });
}

describe.skipIf(!installed)("the PyTorch trainer", { timeout: 180_000 }, () => {
  test("says what it can do", async () => {
    const { stdout } = await promisify(execFile)(PYTHON, [TRAINER, "probe"], { env: ENVIRONMENT });
    expect(TrainerCapabilities.parse(JSON.parse(stdout)).tasks).toMatchObject([
      { task_type: "text-classification", models: ["lstm", "gru"] },
      { task_type: "image-classification", models: ["mobilenet_v2", "resnet18", "resnet34"] },
    ]);
  });

  test("trains a GRU that the platform's own client code can use, stopped and resumed with the same weights", async () => {
    const params = {
      model: "gru",
      epochs: 5,
      batch_size: 16,
      learning_rate: 0.01,
      step_lr: { step_size: 4, gamma: 0.1 },
    };
    const rows = learnableRows(120);
    const [undisturbed, folder] = [jobFolder(params, rows), jobFolder(params, rows)];
    const whole = await run(undisturbed.arguments);
    expect(whole.exit).toBe(0);
    expect(whole.of("epoch").map(({ learning_rate }) => learning_rate)).toEqual([
      0.01,
      0.01,
      0.01,
      0.01,
      expect.closeTo(0.001, 9),
    ]);
    expect(whole.of("result")[0]?.val_accuracy).toBeGreaterThan(0.8);
    const stopped = await run(folder.arguments, /"type": "epoch"/);
    expect(stopped.exit).toBe(75);
    const resumed = await run([...folder.arguments, "--resume"]);
    expect(resumed.of("warning")).toEqual([]);
    expect(resumed.of("epoch").length).toBe(5 - stopped.of("epoch").length);
    expect(modelDigest(folder)).toBe(modelDigest(undisturbed));

    const session = await expectSampleToHold(folder);
    const encode = textEncoder(Preprocess.parse(folder.json("out/preprocess.json")));
    const labels = folder.json("out/labels.json") as string[];
    const { validation } = folder.json("data/split.json") as { validation: number[] };
    let correct = 0;
    for (const number of validation) {
      const [text, label] = rows[number] ?? ["", ""];
      const ids = BigInt64Array.from(encode(text), BigInt);
      const { probabilities } = await session.run({ ids: new Tensor("int64", ids, [1, ids.length]) });
      correct += Number(labels[largestIndex(probabilities?.data as Float32Array, 0, labels.length)] === label);
    }
    expect(correct / validation.length).toBeCloseTo(whole.of("result")[0]?.val_accuracy ?? 0, 6);
  });

  test("trains a MobileNetV2 from scratch where it has no weights, and says so", async () => {
    const folder = await imageJob({ model: "mobilenet_v2", epochs: 1, batch_size: 4 }, 8);
    const { exit, of } = await run(folder.arguments);
    expect(exit).toBe(0);
    expect(of("started")).toMatchObject([
      {
        substitution: {
          asked: "mobilenet_v2 (pretraining: imagenet)",
          used: "mobilenet_v2 (pretraining: none)",
        },
      },
    ]);
    ImagePreprocess.parse(folder.json("out/preprocess.json"));
    await expectSampleToHold(folder);
  });

  test.each([
    [{ model: "bert" }, 3, "unsupported", "lstm, gru"],
    [{ model: "gru", epochs: 0 }, 2, "bad_params", "epochs"],
  ])("refuses %j with a sentence", async (params, exitCode, code, hint) => {
    const { exit, of } = await run(jobFolder(params, learnableRows(12)).arguments);
    expect(exit).toBe(exitCode);
    expect(of("error")).toMatchObject([{ code, message: expect.stringContaining(hint), retryable: false }]);
  });
});

/** What a few lines of Python print that import from the trainer, but not PyTorch, which takes seconds to load. */
function python(program: string, input: unknown): unknown {
  const folder = fileURLToPath(new URL("../../../trainers/pytorch", import.meta.url));
  const env = { ...ENVIRONMENT, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" };
  const stdout = execFileSync(PYTHON, ["-c", `import json, sys\n${program}`], { env, input: JSON.stringify(input) });
  return JSON.parse(String(stdout));
}

test.skipIf(!installed)("reads rows with as long a text as the platform takes", () => {
  const folder = jobFolder({}, [["w ".repeat(100_000), "ham"]]);
  const program =
    "from rows import rows_of; print(json.dumps([len(row['input']) for row in rows_of(json.load(sys.stdin))]))";
  expect(python(program, join(folder.path, "data/data.csv"))).toEqual([200_000]);
});

test.skipIf(!installed)("sees pictures as the reference trainer and browsers do, of 16 bits too", async () => {
  const folder = jobFolder({}, []);
  const grey = sharp({ create: { width: 2, height: 2, channels: 3, background: "#808080" } });
  const files = {
    "rgb16.png": grey.clone().toColourspace("rgb16"),
    "grey16.png": grey.clone().toColourspace("grey16"),
  };
  for (const [name, picture] of Object.entries(files)) {
    const path = join(folder.path, name);
    await picture.png().toFile(path);
    const seen = python(
      "from pictures import opaque_picture; print(json.dumps(opaque_picture(json.load(sys.stdin)).getpixel((0, 0))))",
      path,
    );
    expect([name, seen]).toEqual([name, [...(await decodePicture(path)).data.subarray(0, 3)]]);
    expect(seen).toEqual([128, 128, 128]);
  }
});

test.skipIf(!installed)("cuts texts into the tokens that the client cuts", () => {
  const texts = [
    "Don't PANIC, it’s only 3.5€ (really!)",
    "日本語のテキスト、ひらがなとカタカナー",
    "ภาษาไทย ครับ ฿5",
    "naïve cafés — Ünïcode ﬁne Ⅷ",
    "emoji 😀👍🏽 and\u200bzero width, rock’n’roll 'tis o''clock",
    "x".repeat(150),
    "हिन्दी में लिखा",
    "tab\tline\nfeed\u00a0nbsp\ufeffbom",
    "   ",
  ];
  const program = "from tokens import tokens_of; print(json.dumps([tokens_of(t, 64) for t in json.load(sys.stdin)]))";
  expect(python(program, texts)).toEqual(texts.map((text) => tokenize(text, 64)));
});
