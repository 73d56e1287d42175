import * as z from "zod";

/** Hyperparameters that mean the same in every task type. */
export const dataSplit = z.number().min(0.5).max(0.95).default(0.8).meta({
  title: "Share for training",
  description: "The rest is held out and measures how good the model is.",
});

export const stepLr = z
  .strictObject({
    stepSize: z.int().min(1).max(100).default(4).meta({
      title: "Step size",
      unit: "epochs",
      description: "How long the learning rate stays the same.",
    }),
    gamma: z.number().min(0.01).max(0.9).default(0.1).meta({
      title: "Gamma",
      description: "What it is multiplied by then.",
    }),
  })
  .nullable()
  .default(null)
  .meta({
    title: "Step learning rate",
    description: "Makes the learning rate smaller after every step of so many epochs.",
  });

export const reduceLrOnPlateau = z
  .strictObject({
    factor: z.number().min(0.01).max(0.5).default(0.1).meta({
      title: "Factor",
      description: "What the learning rate is multiplied by.",
    }),
    patience: z.int().min(1).max(20).default(5).meta({
      title: "Patience",
      unit: "epochs",
      description: "How long the validation loss may stay without getting better.",
    }),
    minLr: z.number().min(1e-8).max(1).default(1e-5).meta({
      title: "Least learning rate",
      description: "It is made no smaller than this.",
    }),
  })
  .nullable()
  .default(null)
  .meta({
    title: "Reduce learning rate on plateau",
    description: "Makes the learning rate smaller when the validation loss has stopped getting better.",
  });

export const seed = z.int().min(0).max(2_147_483_647).default(1).meta({
  title: "Seed",
  description: "The same seed on the same data gives the same weights, bit for bit.",
});
