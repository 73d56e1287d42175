"""What every Flash trainer keeps: command line, events, artifacts, exit codes. See docs/training-server.md, "Write a trainer"."""

import argparse
import errno
import hashlib
import json
import os
import signal
import sys
import time
import traceback

PROTOCOL = 1
EXIT = {"done": 0, "bad_job": 2, "unsupported": 3, "resources": 4, "stopped": 75}
EXIT_OF_ERROR = {
    "bad_input": EXIT["bad_job"],
    "bad_params": EXIT["bad_job"],
    "diverged": EXIT["bad_job"],
    "unsupported": EXIT["unsupported"],
    "out_of_memory": EXIT["resources"],
    "disk_full": EXIT["resources"],
    "internal": 1,
}
SECONDS_BETWEEN_PROGRESS = 0.25
CONFUSION_CLASSES = 50


class Failure(Exception):
    """Training cannot go on, and the job's owner shall read why."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Stopped(Exception):
    """Somebody asked the run to stop, and what is to be kept is on disk."""


class StopRequest:
    """SIGTERM or SIGINT; asked for between batches."""

    def __init__(self):
        self.requested = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)

    def _stop(self, _signal, _frame):
        self.requested = True


class Reporter:
    """JSON lines on standard output, numbered and stamped."""

    def __init__(self):
        self._sequence = 0
        self._progress_at = 0.0

    def send(self, kind, **fields):
        line = {"type": kind, "seq": self._sequence, "ts": int(time.time() * 1000), **fields}
        self._sequence += 1
        sys.stdout.write(json.dumps(line, allow_nan=False) + "\n")
        sys.stdout.flush()

    def progress(self, **fields):
        """As `send`, but leaves out what comes sooner than the contract's rate allows."""
        if time.monotonic() - self._progress_at < SECONDS_BETWEEN_PROGRESS:
            return
        self._progress_at = time.monotonic()
        self.send("progress", **fields)


class Run:
    """One call of `train`: the job, its folders, and whom to tell."""

    def __init__(self, arguments, job, stop, report):
        self.job = job
        self.data, self.out, self.checkpoint = arguments.data, arguments.out, arguments.checkpoint
        self.resume = arguments.resume
        self.stop, self.report = stop, report
        self.started_at = time.monotonic()

    def check_stop(self):
        if self.stop.requested:
            raise Stopped()


def write_atomically(path, content):
    """The whole file or nothing, also after a power cut."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = path + ".tmp"
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


class Artifacts:
    """Files in out/; the manifest comes last and makes them count."""

    def __init__(self, run):
        self._run = run
        self._listed = []

    def write(self, role, path, content):
        write_atomically(os.path.join(self._run.out, path), content)
        digest = hashlib.sha256(content).hexdigest()
        artifact = {"role": role, "path": path, "bytes": len(content), "sha256": digest, "format": path.rsplit(".", 1)[1]}
        self._listed.append(artifact)
        self._run.report.send("artifact", **artifact)

    def write_json(self, role, path, value):
        self.write(role, path, json.dumps(value, ensure_ascii=False).encode())

    def finish(self):
        manifest = {"protocol": PROTOCOL, "job_id": self._run.job["job_id"], "artifacts": self._listed}
        write_atomically(os.path.join(self._run.out, "manifest.json"), json.dumps(manifest, indent=2).encode())


def read_json(path, name):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise Failure("bad_input", f"{name} cannot be read: {error}") from error


def read_split(run):
    """Record numbers to train on and to validate with: two lists without a common number, neither empty."""
    split = read_json(os.path.join(run.data, "split.json"), "split.json")
    try:
        train, validation = ([int(number) for number in split[side]] for side in ("train", "validation"))
    except (KeyError, TypeError, ValueError) as error:
        raise Failure("bad_input", "split.json needs the lists train and validation") from error
    if not train or not validation:
        raise Failure("bad_input", "split.json needs at least one record to train on and one to validate with")
    if len({*train, *validation}) < len(train) + len(validation):
        raise Failure("bad_input", "split.json lists a record twice")
    return train, validation


def number_in(params, name, default, lowest, highest, kind=float):
    """A hyperparameter within its range."""
    value = params.get(name, default)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and lowest <= value <= highest and kind(value) == value:
        return kind(value)
    raise Failure("bad_params", f"job.json, params: {name} must be a number from {lowest} to {highest}, not {value!r}")


def _read_job(path, tasks):
    job = read_json(path, "job.json")
    if not isinstance(job, dict) or job.get("protocol") != PROTOCOL:
        asked = job.get("protocol") if isinstance(job, dict) else None
        raise Failure("unsupported", f"job.json has protocol {asked!r}; this trainer speaks {PROTOCOL}")
    for name, kind in (("job_id", str), ("task_type", str), ("seed", int), ("classes", list), ("params", dict)):
        if not isinstance(job.get(name), kind):
            raise Failure("bad_params", f"job.json: {name} is missing or of the wrong kind")
    if job["task_type"] not in tasks:
        raise Failure("unsupported", f"this trainer trains {', '.join(tasks)}, not {job['task_type']}")
    if len(job["classes"]) < 2 or len(set(job["classes"])) < len(job["classes"]):
        raise Failure("bad_input", "job.json needs at least two classes, each once")
    return job


def _failure_of(error):
    if isinstance(error, Failure):
        return error.code, str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "disk_full", "The disk is full: use a machine with more of it."
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "out_of_memory", "Memory ran out: use a smaller batch size or a larger machine."
    traceback.print_exception(type(error), error, error.__traceback__)
    return "internal", "The trainer failed: this is a bug of the trainer, its log says more."


def main(capabilities, trainers):
    """Carries out the command line. `capabilities`: makes probe's answer; `trainers`: by task type, a function of a Run. Returns the exit code."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("probe")
    train = commands.add_parser("train")
    for name in ("job", "data", "out", "checkpoint"):
        train.add_argument(f"--{name}", required=True)
    train.add_argument("--resume", action="store_true")
    arguments = parser.parse_args()
    if arguments.command == "probe":
        print(json.dumps({"type": "capabilities", "protocol": PROTOCOL, **capabilities()}))
        return EXIT["done"]
    report = Reporter()
    stop = StopRequest()
    try:
        job = _read_job(arguments.job, sorted(trainers))
        trainers[job["task_type"]](Run(arguments, job, stop, report))
        return EXIT["done"]
    except Stopped:
        return EXIT["stopped"]
    except Exception as error:  # The last line of defence: every end of a run has its sentence and its code.
        code, message = _failure_of(error)
        exit_code = EXIT_OF_ERROR[code]
        report.send("error", code=code, message=message, retryable=exit_code not in (EXIT["bad_job"], EXIT["unsupported"]))
        return exit_code
