import { shown } from "./check.ts";
import { sequentialConfig } from "./complete.ts";
import { PupilError } from "./error.ts";
import { known } from "./keras.ts";
import { checkedLayer, type LayerLike } from "./layer.ts";
import { Model, unnamed, read } from "./model.ts";

/** Refuses configs of other classes; the error names `other`, which accepts them. */
function check(what: string, config: object, other: string): void {
  const { class_name } = config as { class_name?: string };
  if (class_name === undefined || class_name === "Sequential") return;
  throw new PupilError(`Sequential.${what}: the model is of class ${JSON.stringify(class_name)}; ${other} takes it`);
}

/** Layers one after the other, as Keras's `Sequential`. It lives in the engine's worker. */
export class Sequential extends Model {
  /** The layers; undefined for a model that was read. */
  readonly #layers: LayerLike[] | undefined;

  /**
   * A model of layers, which may be other models.
   *
   * @param options `seed` of the initial weights (0 by default), the model's `name` (`"sequential"`), or a Keras
   * `config` instead of the layers.
   * @throws Error when something other than a layer is given, or an option is not known.
   */
  constructor(layers: LayerLike[] = [], options: { seed?: number; name?: string; config?: object } = {}) {
    known("Sequential", options, ["seed", "name", "config"]);
    if (!Array.isArray(layers)) throw new PupilError(`Sequential: layers is ${shown(layers)}; expected a list of layers`);
    const own = layers.map((layer, index) => checkedLayer(`Sequential: layer ${index}`, layer));
    const name = options.name ?? "sequential";
    super({ seed: options.seed, name, config: options.config ?? (() => sequentialConfig(name, own)) });
    this.#layers = options.config ? undefined : own;
  }

  /**
   * Adds a layer, or a model as a layer, at the end.
   *
   * @throws Error when the model is in use or was read from a config, or something other than a layer is given.
   */
  add(layer: LayerLike): this {
    if (this.inUse) throw new PupilError("add: the model is in use; its layers can no longer be changed");
    if (!this.#layers) throw new PupilError("add: the model was read from a config; put it into a new Sequential instead");
    this.#layers.push(checkedLayer("add: the layer", layer));
    return this;
  }

  /**
   * A model from a Keras 3 or tf.keras 2 config: an object or its JSON text. A wrong config fails when the model is
   * first used.
   *
   * @throws Error when it is the config of another class; `Model.fromJSON` accepts all.
   */
  static override fromJSON(config: object | string, options: { seed?: number } = {}): Sequential {
    const source = read(config, options);
    check("fromJSON", source.config, "Model.fromJSON");
    return new Sequential([], source as { config: object });
  }

  /**
   * A model from the bytes of a file of any kind that `loadModel` reads.
   *
   * @throws Error when it is not such a file, or is the file of a functional model; `loadModel` reads both.
   */
  static override async fromFile(bytes: Uint8Array): Promise<Sequential> {
    const model = await Model.load(new Sequential([], { config: {} }), unnamed(bytes));
    check("fromFile", model.toJSON(), "loadModel");
    return model;
  }
}
