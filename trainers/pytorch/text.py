"""Text classification: an LSTM or GRU over word vectors, averaged over the text."""

import collections
import csv
import hashlib
import os

import torch
from torch import nn

from contract import Failure, read_split
from rows import rows_of
from tokens import TOKEN_PATTERN, tokens_of
from training import Training, device_and_threads, fingerprint_of, write_model

MAX_TOKENS = 128
VOCABULARY_LIMIT = 20_000
LEAST_COUNT = 2
SIZE = 64
PADDING_ID, UNKNOWN_ID, FIRST_ID = 0, 1, 2
WORD_DROPOUT = 0.2


class TextClassifier(nn.Module):
    """From ids, [texts, tokens], filled up with padding at the end, to logits, [texts, classes]."""

    def __init__(self, kind, words, classes):
        super().__init__()
        self.embedding = nn.Embedding(words, SIZE)
        self.recurrent = {"lstm": nn.LSTM, "gru": nn.GRU}[kind](SIZE, SIZE, batch_first=True)
        self.output = nn.Linear(SIZE, classes)

    def forward(self, ids):
        states, _ = self.recurrent(self.embedding(ids))
        mask = (ids != PADDING_ID).to(states.dtype).unsqueeze(2)
        return self.output((states * mask).sum(1) / mask.sum(1).clamp(min=1))


class TextTask:
    def __init__(self, run, device):
        self._device = device
        self.split = read_split(run)
        self._labels = {"train": [], "validation": []}
        tokens = {"train": [], "validation": []}
        self.sample_text = None
        for side, text, label in self._rows(run):
            tokens[side].append(tokens_of(text, MAX_TOKENS))
            self._labels[side].append(label)
            if side == "validation" and self.sample_text is None:
                self.sample_text = text
        counts = collections.Counter(token for text in tokens["train"] for token in text)
        frequent = sorted((item for item in counts.items() if item[1] >= LEAST_COUNT), key=lambda item: (-item[1], item[0]))
        self.vocabulary = [token for token, _ in frequent[: VOCABULARY_LIMIT - FIRST_ID]]
        self._id_of = {token: FIRST_ID + index for index, token in enumerate(self.vocabulary)}
        self._ids = {side: [self.ids_of(text) for text in texts] for side, texts in tokens.items()}

    def _rows(self, run):
        """Side, text and class number of each row of the split, in the order of the file."""
        sides = {number: side for side, numbers in zip(("train", "validation"), self.split) for number in numbers}
        numbers = {name: index for index, name in enumerate(run.job["classes"])}
        run.report.send("phase", name="load", total=len(sides))
        path = os.path.join(run.data, "data.csv")
        found = 0
        try:
            with open(path, "rb") as file:
                self.digest = hashlib.sha256(file.read()).hexdigest()
            for number, row in enumerate(rows_of(path)):
                run.check_stop()
                if number not in sides:
                    continue
                text, label = row.get("input"), (row.get("label") or "").strip()
                if label not in numbers:
                    raise Failure("bad_input", f"data.csv: the label {label!r} is not in job.json's classes")
                found += 1
                run.report.progress(phase="load", done=found, total=len(sides))
                yield sides[number], text or "", numbers[label]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise Failure("bad_input", f"data.csv cannot be read: {error}") from error
        if found < len(sides):
            raise Failure("bad_input", f"split.json lists {len(sides) - found} records that data.csv lacks")

    def ids_of(self, tokens):
        return [self._id_of.get(token, UNKNOWN_ID) for token in tokens] or [UNKNOWN_ID]

    def labels(self, side):
        return self._labels[side]

    def batch(self, side, rows):
        texts = [self._ids[side][row] for row in rows]
        ids = torch.full((len(texts), max(map(len, texts))), PADDING_ID, dtype=torch.int64)
        for index, text in enumerate(texts):
            ids[index, : len(text)] = torch.tensor(text)
        if side == "train":
            # Some words are hidden while learning: the model must not hang on a single one.
            ids[(torch.rand(ids.shape) < WORD_DROPOUT) & (ids != PADDING_ID)] = UNKNOWN_ID
        return ids.to(self._device)

    def preprocess(self):
        return {
            "version": 1,
            "normalize": ["NFKC", "lowercase"],
            "token_pattern": TOKEN_PATTERN,
            "max_tokens": MAX_TOKENS,
            "padding_id": PADDING_ID,
            "unknown_id": UNKNOWN_ID,
            "first_id": FIRST_ID,
            "features": {"kind": "vocabulary", "tokens": self.vocabulary},
        }


def train_text(run, plan, trainer):
    job = run.job
    device = device_and_threads()
    torch.manual_seed(job["seed"])
    task = TextTask(run, device)
    model = TextClassifier(plan.model, FIRST_ID + len(task.vocabulary), len(job["classes"]))
    training = Training(run, plan, model, task, fingerprint_of(run, task.split, task.digest), device)
    training.announce(trainer)
    training.train()

    def export(artifacts, probabilities):
        ids = torch.tensor([task.ids_of(tokens_of(task.sample_text, MAX_TOKENS))])
        sample = lambda label: {"text": task.sample_text, "label": label}
        write_model(artifacts, job, probabilities, ("ids", ids), {0: "texts", 1: "tokens"}, 1e-4, sample)
        artifacts.write_json("preprocess", "preprocess.json", task.preprocess())

    training.finish(export)
