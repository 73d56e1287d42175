import type { Checkpoints } from "../checkpoints.ts";
import type { TrainerRun } from "../run-trainer.ts";
import type { SafeTensors } from "../safetensors.ts";

/** A fresh state, or what `restore` makes of one and the newest checkpoint that fits. Others are removed or warned of. */
export async function startOrResume<State>(
  { resume, report }: TrainerRun,
  checkpoints: Checkpoints,
  { fresh, restore }: { fresh: () => State; restore: (fresh: State, stored: SafeTensors) => State },
): Promise<State> {
  if (!resume) {
    await checkpoints.clear();
    return fresh();
  }
  const restored = await checkpoints.restoreNewest(
    (stored) => restore(fresh(), stored),
    (problem) => report.send({ type: "warning", code: "checkpoint_ignored", message: problem }),
  );
  return restored ?? fresh();
}
