import { shown } from "./check.ts";
import { sequentialConfig } from "./complete.ts";
import { PupilError } from "./error.ts";
import { known } from "./keras.ts";
import { checkedLayer, type LayerLike } from "./layer.ts";
import { Model, read } from "./model.ts";

/** Refuses configs of other classes; `other` takes them. */
function check(what: string, config: object, other: string): void {
  const { class_name } = config as { class_name?: string };
  if (class_name === undefined || class_name === "Sequential") return;
  throw new PupilError(`Sequential.${what}: the model is of class ${JSON.stringify(class_name)}; ${other} takes it`);
}

/** Layers one after the other, as Keras's `Sequential`. It lives in the engine's worker. */
export class Sequential extends Model {
  /** Undefined for a model that was read. */
  readonly #layers: LayerLike[] | undefined;

  /**
   * Of layers, or of models that stand as layers.
   *
   * @param options `seed` of the first weights (0 by default), the model's `name` (`"sequential"`), or a Keras `config` in
   * place of the layers.
   * @throws Error when something else than a layer is given, or an option is not known.
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
   * Adds a layer, or a model as one, at the end.
   *
   * @throws Error when the model is in use or was read from a config, or something else than a layer is given.
   */
  add(layer: LayerLike): this {
    if (this.inUse) throw new PupilError("add: the model is in use; its layers can no longer be changed");
    if (!this.#layers) throw new PupilError("add: the model was read from a config; put it into a new Sequential instead");
    this.#layers.push(checkedLayer("add: the layer", layer));
    return this;
  }

  /**
   * A model from a Keras 3 or tf.keras 2 config: an object or its JSON text. Wrong configs fail at first use.
   *
   * @throws Error when it is the config of another class; `Model.fromJSON` takes all.
   */
  static override fromJSON(config: object | string, options: { seed?: number } = {}): Sequential {
    const source = read(config, options);
    check("fromJSON", source.config, "Model.fromJSON");
    return new Sequential([], source as { config: object });
  }

  /**
   * A model from the bytes of a file that `save` wrote.
   *
   * @throws Error when it is not such a file, or one of a functional model; `loadModel` takes both.
   */
  static override async fromFile(bytes: Uint8Array): Promise<Sequential> {
    const model = await Model.load(new Sequential([], { config: {} }), bytes);
    check("fromFile", model.toJSON(), "loadModel");
    return model;
  }
}
