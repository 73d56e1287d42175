"""A Flash trainer on PyTorch: python3 main.py train --job job.json --data data/ --out out/ --checkpoint ckpt/ [--resume]"""

import sys

import torch

from contract import main
from images import MODELS as IMAGE_MODELS
from images import train_images
from text import MODELS as TEXT_MODELS
from text import train_text

TRAINER = {"name": "flash-pytorch", "version": "0.1.0"}
CAPABILITIES = {
    "trainer": TRAINER,
    "tasks": [
        {"task_type": "text-classification", "models": TEXT_MODELS},
        {"task_type": "image-classification", "models": IMAGE_MODELS},
    ],
    "device": "cuda" if torch.cuda.is_available() else "cpu",
    "resume": True,
}
TRAINERS = {
    "text-classification": lambda run: train_text(run, TRAINER),
    "image-classification": lambda run: train_images(run, TRAINER),
}

if __name__ == "__main__":
    sys.exit(main(CAPABILITIES, TRAINERS))
