"""What is to be trained, and at which rate; without PyTorch, which takes seconds to load."""

import math

from contract import Failure, number_in

PLATEAU_THRESHOLD = 1e-4


class Plan:
    """The model and its hyperparameters. `defaults`: epochs, and the learning rate by optimizer; the first of `models` is the default one."""

    def __init__(self, params, models, defaults):
        self.model = params.get("model", models[0])
        if self.model not in models:
            raise Failure("unsupported", f"this trainer has the models {', '.join(models)}, not {self.model!r}")
        self.epochs = number_in(params, "epochs", defaults["epochs"], 1, 1_000, int)
        self.batch_size = number_in(params, "batch_size", 32, 1, 4_096, int)
        self.optimizer = params.get("optimizer", "adam")
        if self.optimizer not in ("adam", "sgd"):
            raise Failure("bad_params", f"job.json, params: optimizer is adam or sgd, not {self.optimizer!r}")
        self.learning_rate = number_in(params, "learning_rate", defaults["learning_rate"][self.optimizer], 1e-8, 10)
        self.step = self._schedule(params, "step_lr", {"step_size": (4, 1, 1_000), "gamma": (0.1, 0.0, 1.0)})
        limits = {"factor": (0.1, 0.0, 1.0), "patience": (5, 0, 1_000), "min_lr": (1e-5, 0.0, 1.0)}
        self.plateau = self._schedule(params, "reduce_lr_on_plateau", limits)

    @staticmethod
    def _schedule(params, name, limits):
        given = params.get(name)
        if not given:
            return None
        if not isinstance(given, dict):
            raise Failure("bad_params", f"job.json, params: {name} is an object or null")
        return {key: number_in(given, key, *limit) for key, limit in limits.items()}

    def rate_after(self, losses):
        """The rate for the epoch after those whose validation losses are given: a function of the history alone."""
        rate = self.learning_rate
        if self.step:
            rate *= self.step["gamma"] ** (len(losses) // int(self.step["step_size"]))
        if not self.plateau:
            return rate
        best, waited, reductions = math.inf, 0, 0
        for loss in losses:
            better = loss < best * (1 - PLATEAU_THRESHOLD)
            best, waited = (loss, 0) if better else (best, waited + 1)
            if waited > self.plateau["patience"]:
                reductions, waited = reductions + 1, 0
        return max(min(rate, self.plateau["min_lr"]), rate * self.plateau["factor"] ** reductions)
