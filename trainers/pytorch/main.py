"""A Flash trainer on PyTorch: python3 main.py train --job job.json --data data/ --out out/ --checkpoint ckpt/ [--resume]"""

import sys

from contract import main
from plan import Plan

TRAINER = {"name": "flash-pytorch", "version": "0.1.0"}
TEXT_MODELS = ["lstm", "gru"]
IMAGE_MODELS = ["mobilenet_v2", "resnet18", "resnet34"]

# PyTorch is loaded last: a job that is refused need not wait for it.


def capabilities():
    import torch

    return {
        "trainer": TRAINER,
        "tasks": [
            {"task_type": "text-classification", "models": TEXT_MODELS},
            {"task_type": "image-classification", "models": IMAGE_MODELS},
        ],
        "device": "cuda" if torch.cuda.is_available() else "cpu",
        "resume": True,
    }


def text_classification(run):
    plan = Plan(run.job["params"], TEXT_MODELS, {"epochs": 5, "learning_rate": {"adam": 0.001, "sgd": 0.2}})
    from text import train_text

    train_text(run, plan, TRAINER)


def image_classification(run):
    plan = Plan(run.job["params"], IMAGE_MODELS, {"epochs": 20, "learning_rate": {"adam": 0.001, "sgd": 0.01}})
    from images import train_images

    train_images(run, plan, TRAINER)


TRAINERS = {"text-classification": text_classification, "image-classification": image_classification}

if __name__ == "__main__":
    sys.exit(main(capabilities, TRAINERS))
