import { optimizers, tensor, type FitOptions, type Model } from "../../api/index.ts";
import type { Job } from "../shared/training.ts";
import { Classifier, write, type Reading } from "./classifier.ts";
import type { Settings } from "./form.ts";
import { network } from "./network.ts";
import { test, type Results } from "./results.ts";
import type { Sample, Samples } from "./sources.ts";

const labels = (samples: Sample[]) => tensor(samples.map(({ label }) => [label]));

/** The training of a model with this reading. */
export function job(samples: Samples, chosen: Settings, how: Reading): Job<Results> {
  const { train, held } = samples;
  const { sizes, epochs, learningRate, seed, optimizer } = chosen;
  const classifier = (model: Model) => new Classifier(model, how);
  return {
    make: () => {
      const model = network(sizes, seed);
      model.metadata = write(how);
      return model;
    },
    compile: { optimizer: optimizers[optimizer]({ learningRate }), loss: "binary_crossentropy", metrics: ["accuracy"] },
    samples: train.length,
    epochs,
    fit: async (model, hooks) => {
      const inputs = (of: Sample[]) => classifier(model).inputs(of.map(({ text }) => text));
      const options: FitOptions = { epochs, batchSize: Math.min(chosen.batchSize, train.length), seed, ...hooks };
      if (held.length) options.validationData = [await inputs(held), labels(held)];
      return model.fit(await inputs(train), labels(train), options);
    },
    test: (model) => test(classifier(model), samples),
  };
}
