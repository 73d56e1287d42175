import { expect, test } from "vitest";
import type { TrainerMessage } from "@flash/schemas";
import { TASK_TYPES } from "@flash/schemas";
import type { TrainerRun } from "../run-trainer.ts";
import { seededRandom } from "../learning/random.ts";
import { textModel } from "../text/models/text-model.ts";
import { textLearner } from "../text/text-learner.ts";
import { trainAllEpochs } from "./training-loop.ts";
import type { TrainingSession } from "./training-loop.ts";
import { initialState, weightsOf } from "./training-state.ts";

const params = { ...TASK_TYPES["text-classification"].hyperparameters.parse({}), epochs: 2 };
const examples = { texts: [Int32Array.of(2, 3), Int32Array.of(3)], labels: [0, 1] };

function newSession(): { run: TrainerRun; session: TrainingSession; sent: TrainerMessage[] } {
  const sent: TrainerMessage[] = [];
  const report = { send: (message: TrainerMessage) => void sent.push(message), progress: () => undefined };
  const job = { protocol: 1, job_id: "job_1", task_type: "text-classification", seed: 1, classes: ["a", "b"] } as const;
  const folders = { job: "", data: "", out: "", checkpoint: "" };
  const run: TrainerRun = {
    job: { ...job, classes: [...job.classes], split: { train: 0.5 }, params: {} },
    folders,
    resume: false,
    report,
    stop: { requested: false },
    now: Date.now,
  };
  const shape = { model: "gru", vocabulary: 4, classes: 2, embedding: 3, hidden: 3 } as const;
  const random = seededRandom(1);
  const model = textModel({ floats: Float32Array, random }, shape);
  const state = initialState(model.parameters, params.optimizer, random);
  const learner = textLearner(model, { train: examples, validation: examples });
  const keeper = { betweenBatches: async () => undefined, afterEpoch: async () => undefined };
  return { run, session: { params, learner, state, keeper }, sent };
}

const breakWeights = ({ state }: TrainingSession) => state.parameters.at(-1)?.values.fill(NaN);

test("a loss that is no number fails the job and says what to change", async () => {
  const { run, session } = newSession();
  breakWeights(session);
  await expect(trainAllEpochs(run, session)).rejects.toMatchObject({
    code: "diverged",
    message: "Training diverged in epoch 1: lower the learning rate (it was 0.001).",
  });
});

test("after a good epoch, a loss that is no number ends training with a warning and that epoch's weights", async () => {
  const { run, session, sent } = newSession();
  const good = weightsOf(session.state.parameters);
  session.state.best = { epoch: 1, weights: good };
  breakWeights(session);
  await trainAllEpochs(run, session);
  expect(sent).toContainEqual(expect.objectContaining({ type: "warning", code: "diverged" }));
  expect(session.state.best.weights).toBe(good);
});
