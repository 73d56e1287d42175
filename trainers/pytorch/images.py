"""Image classification: ResNet18, ResNet34 or MobileNetV2, fine-tuned where weights are present, else from scratch."""

import glob
import hashlib
import os

import torch
import torchvision
from PIL import Image

from contract import Failure, read_split
from pictures import opaque_picture
from training import Training, device_and_threads, fingerprint_of, write_model

# By model and pretraining: a state dict as torchvision publishes it, put there by whoever runs the machine.
WEIGHTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights", "{model}-{pretraining}.pth")
PRETRAINED_SIZE = 224
# From scratch nothing is bound to the size that ImageNet's weights were trained on.
SCRATCH_SIZE = 96
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def load_model(name, pretraining, classes):
    """The model, and whether it knows something already."""
    model = getattr(torchvision.models, name)(weights=None, num_classes=classes)
    path = WEIGHTS.format(model=name, pretraining=pretraining)
    if pretraining == "none" or not os.path.exists(path):
        return model, False
    own = model.state_dict()
    stored = torch.load(path, map_location="cpu")
    # All but the last layer, which is for other classes.
    model.load_state_dict({name: stored[name] if name in stored and stored[name].shape == own[name].shape else own[name] for name in own})
    return model, True


class ImageTask:
    def __init__(self, run, size, device):
        self.size, self._device = size, device
        self.split = read_split(run)
        self._labels = {"train": [], "validation": []}
        # Filled in one by one: a list of them all would be in memory twice when it is put together.
        sides = dict(zip(("train", "validation"), self.split))
        self._pictures = {side: torch.empty((len(numbers), 3, size, size), dtype=torch.uint8) for side, numbers in sides.items()}
        digest = hashlib.sha256()
        unreadable = 0
        for side, number, label, path in self._files(run):
            with open(path, "rb") as file:
                digest.update(f"{number} {label} ".encode() + file.read())
            picture = self._picture(path)
            if picture is None:
                unreadable += 1
                continue
            self._pictures[side][len(self._labels[side])] = picture
            self._labels[side].append(label)
        if unreadable:
            run.report.send("warning", code="image_unreadable", message="Pictures that cannot be decoded were left out.", count=unreadable)
        for side, labels in self._labels.items():
            if not labels:
                raise Failure("bad_input", f"no picture of split.json's {side} can be decoded")
        self.digest = digest.hexdigest()

    def _files(self, run):
        sides = {number: side for side, numbers in zip(("train", "validation"), self.split) for number in numbers}
        files = {}
        for label in range(len(run.job["classes"])):
            folder = os.path.join(run.data, str(label))
            if not os.path.isdir(folder):
                raise Failure("bad_input", f"the data folder has no folder {label}, for the class of that number")
            for path in glob.glob(os.path.join(glob.escape(folder), "*.*")):
                stem = os.path.basename(path).split(".")[0]
                if stem.isdecimal():
                    files[int(stem)] = (label, path)
        missing = sorted(set(sides) - set(files))
        if missing:
            raise Failure("bad_input", f"split.json lists {len(missing)} pictures that are not there: {missing[:5]}")
        run.report.send("phase", name="load", total=len(sides))
        for done, number in enumerate(sorted(sides)):
            run.check_stop()
            yield (sides[number], number, *files[number])
            run.report.progress(phase="load", done=done + 1, total=len(sides))

    def _picture(self, path):
        """Stretched to the model's size, or None: 8-bit values, [3, size, size]."""
        opaque = opaque_picture(path)
        if opaque is None:
            return None
        resized = opaque.resize((self.size, self.size), Image.BILINEAR)
        return torch.frombuffer(bytearray(resized.tobytes()), dtype=torch.uint8).reshape(self.size, self.size, 3).permute(2, 0, 1)

    def labels(self, side):
        return self._labels[side]

    def batch(self, side, rows):
        pixels = self._pictures[side][rows].to(self._device).float() / 255
        mean, deviation = (torch.tensor(values, device=self._device).reshape(3, 1, 1) for values in (MEAN, DEVIATION))
        return (pixels - mean) / deviation

    def preprocess(self):
        return {
            "version": 1,
            "size": self.size,
            "resize": "triangle",
            "channels": "RGB",
            "background": 255,
            "scale": 1 / 255,
            "mean": list(MEAN),
            "deviation": list(DEVIATION),
        }


def train_images(run, plan, trainer):
    job = run.job
    pretraining = job["params"].get("pretraining", "imagenet")
    if pretraining not in ("none", "imagenet", "cifar100"):
        raise Failure("bad_params", f"job.json, params: pretraining is none, imagenet or cifar100, not {pretraining!r}")
    device = device_and_threads()
    torch.manual_seed(job["seed"])
    model, is_pretrained = load_model(plan.model, pretraining, len(job["classes"]))
    task = ImageTask(run, PRETRAINED_SIZE if is_pretrained else SCRATCH_SIZE, device)
    training = Training(run, plan, model, task, fingerprint_of(run, task.split, task.digest), device)
    used = f"{plan.model} (pretraining: {pretraining if is_pretrained else 'none'})"
    asked = f"{plan.model} (pretraining: {pretraining})"
    training.announce(trainer, None if asked == used else {"asked": asked, "used": used})
    training.train()

    def export(artifacts, probabilities):
        pixels = task.batch("validation", [0]).cpu()
        write_model(artifacts, job, probabilities, ("pixels", pixels), {0: "images"}, 1e-3, lambda label: {"label": label})
        artifacts.write_json("preprocess", "preprocess.json", task.preprocess())

    training.finish(export)
