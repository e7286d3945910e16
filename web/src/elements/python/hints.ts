// What to do about an exception, beside what Python says.

import type { Lang } from "../shared/i18n.ts";
import { text } from "./texts.ts";

/** Packages that many programs use and that are not here. */
const ELSEWHERE = /^(torch|torchvision|sklearn|scipy|seaborn|plotly|requests|cv2|transformers|jax|xgboost|lightgbm|nltk|spacy|gensim|statsmodels|tensorflow_datasets|tensorflow_hub|tqdm|IPython|bs4|skimage|gradio|streamlit|flask|django)$/;

/** What programs import under these names. */
const IMPORTS = new Map([
  ["np", "import numpy as np"],
  ["pd", "import pandas as pd"],
  ["plt", "import matplotlib.pyplot as plt"],
  ["keras", "import keras"],
  ["layers", "from keras import layers"],
  ["tf", "import tensorflow as tf"],
]);

/** A hint for an exception; undefined where Python's words are enough. */
export function hintFor(lang: Lang, kind: string, error: string, files: string[]): string | undefined {
  const last = error.trimEnd().split("\n").at(-1) ?? "";
  switch (kind) {
    case "ModuleNotFoundError": {
      const name = /No module named '([^'.]+)/.exec(last)?.[1] ?? "";
      return text(lang, ELSEWHERE.test(name) ? "packageElsewhere" : "packageUnknown", { name });
    }
    case "NameError": {
      const code = IMPORTS.get(/name '(\w+)'/.exec(last)?.[1] ?? "");
      if (code) return text(lang, "importFirst", { code });
      return /did you mean|forget to import/i.test(last) ? undefined : text(lang, "nameUnknown");
    }
    case "FileNotFoundError":
      return files.length ? text(lang, "fileMissing", { files: files.slice(0, 8).join(", ") }) : text(lang, "noFiles");
    case "MemoryError":
      return text(lang, "memory");
    case "RecursionError":
      return text(lang, "recursion");
    case "NotImplementedError":
      return text(lang, "notHere");
    default:
      return undefined;
  }
}
