"""The loop that text and images share: epochs, schedules, checkpoints, the best weights."""

import copy
import glob
import hashlib
import importlib.util
import inspect
import io
import json
import math
import os
import resource
import time

import torch
from torch import nn

from contract import CONFUSION_CLASSES, PROTOCOL, Artifacts, Failure, Stopped, write_atomically

SECONDS_BETWEEN_CHECKPOINTS = 1.0
LONGEST_SECONDS_WITHOUT_CHECKPOINT = 60.0
GRADIENT_LIMIT = 5.0
EVALUATION_BATCH = 64


def device_and_threads():
    torch.set_num_threads(max(1, int(os.environ.get("FLASH_THREADS") or os.cpu_count() or 1)))
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def require_exporter():
    """PyTorch 2 writes ONNX with a package that does not come along; without it all of the training would be for nothing."""
    if int(torch.__version__.split(".")[0]) >= 2 and importlib.util.find_spec("onnx") is None:
        raise Failure("unsupported", "this PyTorch needs the package onnx to export a model: pip install onnx")


def fingerprint_of(run, split, data_digest):
    """Of all that a run depends on: a checkpoint of another one is never used."""
    text = json.dumps([run.job, split, data_digest], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Training:
    """
    Trains a classifier. `task` has: `labels(side)`, the class number of each row; `batch(side, rows)`, the model's input for some
    rows, on the device.
    """

    def __init__(self, run, plan, model, task, fingerprint, device):
        require_exporter()
        self.run, self.plan, self.task, self.device = run, plan, task, device
        self.model = model.to(device)
        self.fingerprint = fingerprint
        if plan.optimizer == "adam":
            self.optimizer = torch.optim.Adam(self.model.parameters(), lr=plan.learning_rate)
        else:
            self.optimizer = torch.optim.SGD(self.model.parameters(), lr=plan.learning_rate, momentum=0.9)
        self.loss = nn.CrossEntropyLoss(reduction="sum")
        self.state = {"history": [], "batch": 0, "sums": [0.0, 0], "elapsed_ms": 0.0, "best": None}
        self.saved_at = time.monotonic()
        self._start_or_resume()

    # Checkpoints

    def _checkpoints(self):
        return sorted(glob.glob(os.path.join(glob.escape(self.run.checkpoint), "checkpoint-*.pt")), reverse=True)

    def _start_or_resume(self):
        os.makedirs(self.run.checkpoint, exist_ok=True)
        for path in self._checkpoints():
            if not self.run.resume:
                os.remove(path)
                continue
            try:
                stored = torch.load(path, map_location=self.device)
                if stored["fingerprint"] != self.fingerprint:
                    raise ValueError("it is of another job, split or dataset")
                self.model.load_state_dict(stored["model"])
                self.optimizer.load_state_dict(stored["optimizer"])
                self.state = stored["state"]
                return
            except Exception as error:  # Whatever is wrong with it, there is the one before, or a fresh start.
                self.run.report.send("warning", code="checkpoint_ignored", message=f"{os.path.basename(path)}: {error}"[:500])

    def _save(self):
        buffer = io.BytesIO()
        stored = {
            "fingerprint": self.fingerprint,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "state": self.state,
        }
        torch.save(stored, buffer)
        epochs = len(self.state["history"])
        name = f"checkpoint-{epochs:06d}-{self.state['batch']:09d}.pt"
        write_atomically(os.path.join(self.run.checkpoint, name), buffer.getvalue())
        for path in self._checkpoints()[2:]:
            os.remove(path)
        self.saved_at = time.monotonic()
        self.run.report.send("checkpoint", epoch=epochs, path=name, bytes=buffer.tell())

    def _between_batches(self):
        if self.run.stop.requested:
            self._save()
            raise Stopped()
        if time.monotonic() - self.saved_at >= LONGEST_SECONDS_WITHOUT_CHECKPOINT:
            self._save()

    # Epochs

    def announce(self, trainer, substitution=None):
        """Sends `started`. `substitution`: what was asked for and what is used instead."""
        epochs = len(self.state["history"])
        self.run.report.send(
            "started",
            protocol=PROTOCOL,
            trainer=trainer,
            device=str(self.device),
            threads=torch.get_num_threads(),
            model=self.plan.model,
            **({"substitution": substitution} if substitution else {}),
            **({"resumed_from_epoch": epochs} if epochs else {}),
            train_count=len(self.task.labels("train")),
            val_count=len(self.task.labels("validation")),
            class_count=len(self.run.job["classes"]),
        )

    def train(self):
        """Trains what is missing of the epochs and puts the best weights into the model."""
        rows = len(self.task.labels("train"))
        self.run.report.send("phase", name="train", total=rows * self.plan.epochs)
        while len(self.state["history"]) < self.plan.epochs:
            rate = self.plan.rate_after([row["val_loss"] for row in self.state["history"]])
            if not self._train_epoch(rate, rows):
                self._give_up(rate)
                break
            if time.monotonic() - self.saved_at >= SECONDS_BETWEEN_CHECKPOINTS:
                self._save()
        self.model.load_state_dict(self.state["best"]["weights"])

    def _train_epoch(self, rate, rows):
        epoch = len(self.state["history"])
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        # The order is a function of seed and epoch, so that a resumed epoch goes on in the same one.
        generator = torch.Generator().manual_seed(self.run.job["seed"] * 1_000_003 + epoch)
        order = torch.randperm(rows, generator=generator).tolist()
        batches = [order[first : first + self.plan.batch_size] for first in range(0, rows, self.plan.batch_size)]
        # Batch normalisation cannot learn from a single row.
        if len(batches) > 1 and len(batches[-1]) == 1:
            batches[-2:] = [batches[-2] + batches[-1]]
        labels = self.task.labels("train")
        self.model.train()
        for index in range(self.state["batch"], len(batches)):
            started = time.monotonic()
            # Whatever is left to chance in a batch depends on which one it is, so that a resumed run meets the same chance.
            torch.manual_seed((self.run.job["seed"] * 1_000_003 + epoch) * 1_000_003 + index)
            targets = torch.tensor([labels[row] for row in batches[index]], device=self.device)
            self.optimizer.zero_grad()
            logits = self.model(self.task.batch("train", batches[index]))
            loss = self.loss(logits, targets)
            (loss / len(targets)).backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), GRADIENT_LIMIT)
            self.optimizer.step()
            if not math.isfinite(loss.item()):
                return False
            self.state["sums"][0] += loss.item()
            self.state["sums"][1] += int((logits.argmax(1) == targets).sum())
            self.state["batch"] = index + 1
            self.state["elapsed_ms"] += (time.monotonic() - started) * 1_000
            done = epoch * rows + min(rows, (index + 1) * self.plan.batch_size)
            self.run.report.progress(phase="train", done=done, total=rows * self.plan.epochs, epoch=epoch + 1)
            self._between_batches()
        return self._close_epoch(rate, rows)

    def _close_epoch(self, rate, rows):
        done = (len(self.state["history"]) + 1) * rows
        total = rows * self.plan.epochs
        loss, predicted = self.evaluate(
            lambda _: self.run.report.progress(phase="train", done=done, total=total, epoch=done // rows)
        )
        if not math.isfinite(loss):
            return False
        labels = self.task.labels("validation")
        row = {
            "epoch": len(self.state["history"]) + 1,
            "train_loss": self.state["sums"][0] / rows,
            "train_accuracy": self.state["sums"][1] / rows,
            "val_loss": loss,
            "val_accuracy": sum(map(int.__eq__, predicted, labels)) / len(labels),
            "learning_rate": rate,
            "duration_ms": round(self.state["elapsed_ms"]),
        }
        best = all(loss < before["val_loss"] for before in self.state["history"])
        if best:
            self.state["best"] = {"epoch": row["epoch"], "weights": copy.deepcopy(self.model.state_dict())}
        self.state["history"].append(row)
        self.state.update(batch=0, sums=[0.0, 0], elapsed_ms=0.0)
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
        self.run.report.send("epoch", **row, epochs=self.plan.epochs, rss_bytes=rss, best=best)
        return True

    def _give_up(self, rate):
        epoch = len(self.state["history"]) + 1
        message = f"Training diverged in epoch {epoch}: lower the learning rate (it was {rate:g})."
        if self.state["best"] is None:
            raise Failure("diverged", message)
        self.run.report.send("warning", code="diverged", message=f"{message} The model is that of epoch {self.state['best']['epoch']}.")

    def evaluate(self, on_rows):
        """The mean loss on the held-out rows and the class number predicted for each."""
        labels = self.task.labels("validation")
        self.model.eval()
        loss, predicted = 0.0, []
        with torch.no_grad():
            for first in range(0, len(labels), EVALUATION_BATCH):
                rows = list(range(first, min(first + EVALUATION_BATCH, len(labels))))
                logits = self.model(self.task.batch("validation", rows))
                targets = torch.tensor([labels[row] for row in rows], device=self.device)
                loss += self.loss(logits, targets).item()
                predicted += logits.argmax(1).tolist()
                on_rows(len(predicted))
                self._between_batches()
        return loss / len(labels), predicted

    # The end

    def finish(self, export):
        """Measures the best weights and writes everything. `export(artifacts, model)` writes the model's own files."""
        report, labels, classes = self.run.report, self.task.labels("validation"), self.run.job["classes"]
        report.send("phase", name="evaluate", total=len(labels))
        loss, predicted = self.evaluate(lambda done: report.progress(phase="evaluate", done=done, total=len(labels)))
        confusion = [[0] * len(classes) for _ in classes]
        for truth, guess in zip(labels, predicted):
            confusion[truth][guess] += 1
        accuracy = sum(confusion[index][index] for index in range(len(classes))) / len(labels)
        baseline = max(map(sum, confusion)) / len(labels)
        report.send("phase", name="export")
        artifacts = Artifacts(self.run)
        export(artifacts, ProbabilityModel(self.model).cpu().eval())
        metrics = {
            "model": self.plan.model,
            "seed": self.run.job["seed"],
            "train_count": len(self.task.labels("train")),
            "val_count": len(labels),
            "best_epoch": self.state["best"]["epoch"],
            "val_loss": loss,
            "accuracy": accuracy,
            "majority_baseline": baseline,
            "confusion": confusion,
            "epochs": self.state["history"],
        }
        artifacts.write_json("metrics", "metrics.json", metrics)
        artifacts.finish()
        report.send(
            "result",
            val_accuracy=accuracy,
            val_loss=loss,
            metrics={"majority_baseline": baseline},
            best_epoch=self.state["best"]["epoch"],
            **({"confusion": confusion} if len(classes) <= CONFUSION_CLASSES else {}),
            artifacts_file="manifest.json",
            duration_ms=round((time.monotonic() - self.run.started_at) * 1_000),
        )


class ProbabilityModel(nn.Module):
    """What is exported: the classifier with its softmax."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, inputs):
        return torch.softmax(self.model(inputs), dim=1)


def write_model(artifacts, job, model, example, axes, tolerance, label_of):
    """
    Writes model.onnx, labels.json and sample.json. `example`: (name of the input, tensor with one row); `axes`: which dimensions of
    the input may be of any size; `label_of`: further fields of the sample, from the class.
    """
    name, tensor = example
    buffer = io.BytesIO()
    options = {
        "input_names": [name],
        "output_names": ["probabilities"],
        "dynamic_axes": {name: axes, "probabilities": {0: axes[0]}},
        "opset_version": 13,
    }
    # Newer versions export by another way unless they are told not to, which needs further packages.
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False
    torch.onnx.export(model, (tensor,), buffer, **options)
    with torch.no_grad():
        probabilities = model(tensor)
    kind = {torch.int64: "int64", torch.float32: "float32"}[tensor.dtype]
    sample = {
        "inputs": {name: {"type": kind, "dims": list(tensor.shape), "data": tensor.flatten().tolist()}},
        "outputs": {
            "probabilities": {
                "type": "float32",
                "dims": list(probabilities.shape),
                "data": probabilities.flatten().tolist(),
            }
        },
        "tolerance": tolerance,
        **label_of(job["classes"][int(probabilities.argmax())]),
    }
    artifacts.write("model", "model.onnx", buffer.getvalue())
    artifacts.write_json("labels", "labels.json", job["classes"])
    artifacts.write_json("sample", "sample.json", sample)
