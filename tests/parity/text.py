"""Makes text.json: the results of Keras's text preprocessing for small invented texts.

    python text.py

The Tokenizer is tf.keras 2's, which Keras 3 keeps in its legacy module. Errors are recorded by their class.
"""

import json
import os
import sys
from pathlib import Path

if os.environ.get("PYTHONHASHSEED") != "0":
    # The Tokenizer counts documents in the order of a Python set of words, which depends on this seed.
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras.src.legacy.preprocessing.text import Tokenizer, tokenizer_from_json

OWLS = [
    "The owl saw the fox, and the fox saw the owl.",
    "An owl can't see; a FOX can!",
    "",
    "hens\tsee  nothing\nat all",
]
WORLD = [
    "Été à Ålesund : naïve façade, été",
    "ΟΔΟΣ οδός ὈΔΥΣΣΕΎΣ",
    "İstanbul ISTANBUL ıssız",
    "鸟 看见 鸟。 🦉🦉 🦉",
    "a\u00a0b a\u3000b a\u2028b",
    "STRASSE straße ẞ ﬁn",
]
BLANKS = ["a\x0bb", "a\x0cb", "a\rb", "a\x1cb", "a\x85b", "  a  b ", "\t\n", "\x7f a"]
ASKED = ["the owl and a hen", "", "FOX fox; fox - owl!", "nobody here", "see the see the see"]
MODES = ["binary", "count", "tfidf", "freq"]


def attempt(run):
    try:
        return {"value": run()}
    except Exception as error:
        return {"error": type(error).__name__}


def floats(array):
    """The numbers for JSON, whole numbers without a point."""
    return [int(v) if v == int(v) else float(str(v)) for v in np.asarray(array).reshape(-1)]


def tensor(array):
    return {"shape": list(np.shape(array)), "values": floats(array)}


def indices(sequences):
    if any(number is None for sequence in sequences for number in sequence):
        raise ValueError("an index that is None")
    return sequences


def tokenizer_case(name, texts=ASKED, fits=(OWLS,), sequences=(), **options):
    tokenizer = Tokenizer(**options)
    saved = []
    outcome = {}
    for fit in fits:
        outcome = attempt(lambda: tokenizer.fit_on_texts(fit))
        if "error" in outcome:
            break
        saved.append(tokenizer.to_json())
    case = {"name": name, "options": options, "fits": list(fits), "saved": saved}
    if "error" in outcome:
        return {**case, "fit_error": outcome["error"]}

    def lookups(tokenizer):
        found = attempt(lambda: indices(tokenizer.texts_to_sequences(texts)))
        lists = [*found.get("value", []), *sequences]
        return {
            "texts": texts,
            "texts_to_sequences": found,
            "sequences": lists,
            "sequences_to_texts": attempt(lambda: tokenizer.sequences_to_texts(lists)),
            "sequences_to_matrix": {
                mode: attempt(lambda: tensor(tokenizer.sequences_to_matrix(lists, mode))) for mode in MODES
            },
            "texts_to_matrix": {
                mode: attempt(lambda: tensor(tokenizer.texts_to_matrix(texts, mode)))
                for mode in MODES
                if "value" in found
            },
        }

    asked = lookups(tokenizer)
    if saved:
        assert lookups(tokenizer_from_json(saved[-1])) == asked, name
    return {**case, **asked}


def tokenizer_cases():
    strange = [[0, 1, 2], [5, 99, 3, 3], []]
    yield tokenizer_case("default", sequences=strange)
    yield tokenizer_case("nothing_fitted", fits=[])
    yield tokenizer_case("nothing_fitted_oov", fits=[], oov_token="?")
    yield tokenizer_case("nothing_fitted_num_words", fits=[], num_words=4, sequences=strange)
    yield tokenizer_case("nothing_fitted_known_only", fits=[], oov_token="?", texts=[""])
    yield tokenizer_case("no_texts", fits=[[]])
    yield tokenizer_case("empty_texts", fits=[["", "   ", "?!"]])
    yield tokenizer_case("empty_texts_oov", fits=[["", "   ", "?!"]], oov_token="?")
    yield tokenizer_case("fitted_twice", fits=[OWLS, ["a hen, a hen and the owl", "hens"]], sequences=strange)
    yield tokenizer_case("fitted_twice_oov", fits=[OWLS, OWLS[1:], ["? a hen"]], oov_token="<OOV>")
    for num_words in [0, 1, 2, 5, 100]:
        yield tokenizer_case(f"num_words_{num_words}", num_words=num_words, sequences=strange)
        yield tokenizer_case(f"num_words_{num_words}_oov", num_words=num_words, oov_token="?", sequences=strange)
    yield tokenizer_case("oov", oov_token="<UNK>", sequences=strange)
    yield tokenizer_case("oov_is_a_word", oov_token="fox", sequences=strange)
    yield tokenizer_case("oov_is_a_word_num_words", oov_token="fox", num_words=3, sequences=strange)
    yield tokenizer_case("oov_is_a_word_later", oov_token="hen", fits=[OWLS, ["a hen", "a a hen hen"]])
    yield tokenizer_case("oov_upper", oov_token="Fox")
    yield tokenizer_case("oov_empty", oov_token="", sequences=strange)
    yield tokenizer_case("case_kept", lower=False)
    yield tokenizer_case("no_filters", filters="")
    yield tokenizer_case("filters_repeated", filters="..,,!..aa")
    yield tokenizer_case("filters_unicode", filters="。é: ", fits=[WORLD], texts=WORLD)
    yield tokenizer_case("split_comma", split=",")
    yield tokenizer_case("split_letter", split="e")
    yield tokenizer_case("split_long", split="||", fits=[["a||b|||c, d", "a||||b e"]], texts=["|a||b", "d c||c"])
    yield tokenizer_case("split_unicode", split="→", filters="!", fits=[["a→b!c→→d"]], texts=["a!b→q"])
    yield tokenizer_case("split_is_filtered", split=".", fits=[["a.b c.d", "a, b"]], texts=["a", "a.b"])
    yield tokenizer_case("split_empty", split="")
    yield tokenizer_case("unicode", fits=[WORLD], texts=[*WORLD, "ISTANBUL straße ﬁn οδοσ"], sequences=strange)
    yield tokenizer_case("unicode_case_kept", fits=[WORLD], texts=WORLD, lower=False)
    yield tokenizer_case("blanks", fits=[BLANKS], texts=[*BLANKS, "a b"])
    yield tokenizer_case("nul", fits=[["a\0b a\0"]], texts=["a a\0"])
    yield tokenizer_case("char_level", char_level=True, sequences=strange)
    yield tokenizer_case("char_level_oov", char_level=True, oov_token="?", num_words=6, texts=["owl!", "ZQ 1"])
    yield tokenizer_case("char_level_case_kept", char_level=True, lower=False, fits=[OWLS[:2]], texts=["FOX fox"])
    yield tokenizer_case("char_level_unicode", char_level=True, fits=[WORLD], texts=[*WORLD[:4], "🦉x"])
    yield tokenizer_case("char_level_split_empty", char_level=True, split="", fits=[["ab a"]], texts=["ba"])
    yield tokenizer_case("quotes", filters="", fits=[['say "no\\yes" /', "\x08\x0c\x7f \u2028 '"]], texts=['"no\\yes"'])


def pad_case(sequences, **options):
    run = lambda: tensor(keras.utils.pad_sequences(sequences, **options))
    return {"sequences": sequences, "options": options, "expected": attempt(run)}


def pad_cases():
    ragged = [[1, 2, 3, 4, 5], [], [6], [7, 8, 9]]
    yield pad_case(ragged)
    for padding in ["pre", "post"]:
        for truncating in ["pre", "post"]:
            for maxlen in [0, 1, 3, 5, 7]:
                yield pad_case(ragged, maxlen=maxlen, padding=padding, truncating=truncating, value=-1)
        yield pad_case(ragged, padding=padding)
    yield pad_case([])
    yield pad_case([], maxlen=3)
    yield pad_case([[], []])
    yield pad_case([[], []], maxlen=0)
    yield pad_case([[], []], maxlen=2, value=9)
    yield pad_case([[2**31 - 1, -(2**31)]], maxlen=3)


def categorical_cases():
    for labels, classes in [
        ([0, 2, 1], None), ([0, 2, 1], 3), ([0, 2, 1], 5), ([0, 2, 1], 2), ([0, 2, 1], 0), ([], None), ([], 3),
        ([4], None), ([0, 0], None),
    ]:
        run = lambda: tensor(keras.utils.to_categorical(labels, classes))
        yield {"labels": labels, "num_classes": classes, "expected": attempt(run)}


def run_layer(layer, texts):
    """The layer's result for a column of texts. If the layer splits texts, a plain list must give the same result."""
    column = tf.reshape(tf.constant(texts, dtype=tf.string), [len(texts), 1])
    given = layer(column).numpy()
    if layer._split is not None:
        assert np.array_equal(given, layer(tf.reshape(column, [-1])).numpy())
    return tensor(given)


def vectorization_case(name, steps, **options):
    """Steps are ("adapt", texts), ("set", vocabulary, weights) and ("call", texts)."""
    case = {"name": name, "options": options, "steps": []}
    made = attempt(lambda: keras.layers.TextVectorization(**options))
    if "error" in made:
        return {**case, "error": made["error"]}
    layer = made["value"]
    for step, *arguments in steps:
        if step == "call":
            outcome = attempt(lambda: run_layer(layer, arguments[0]))
            case["steps"].append({"call": arguments[0], "expected": outcome})
            continue
        if step == "adapt":
            done = {"adapt": arguments[0]}
            outcome = attempt(lambda: layer.adapt(tf.constant(arguments[0], dtype=tf.string)))
        else:
            done = {"set": arguments[0], "idf_weights": arguments[1]}
            outcome = attempt(lambda: layer.set_vocabulary(arguments[0], arguments[1]))
        if "error" not in outcome:
            outcome = {"value": [str(token) for token in layer.get_vocabulary()]}
        case["steps"].append({**done, "expected": outcome})
    return case


def vectorization_cases():
    def learn(name, texts=OWLS, asked=ASKED, **options):
        return vectorization_case(name, [("adapt", texts), ("call", asked)], **options)

    modes = ["int", "multi_hot", "count", "tf_idf"]
    wild = [*WORLD, *BLANKS, "Don't stop-now: #1 (a_b) {c} [d] <e> ~f~ `g` 'h' \\i/ \"j\" ^k| @l $m %n &o *p +q =r ?s ;t"]
    for mode in modes:
        yield learn(f"{mode}", output_mode=mode)
        yield learn(f"{mode}_max_tokens", output_mode=mode, max_tokens=6)
        yield learn(f"{mode}_padded", output_mode=mode, max_tokens=40, pad_to_max_tokens=True)
        yield learn(f"{mode}_padded_and_cut", output_mode=mode, max_tokens=6, pad_to_max_tokens=True)
        yield learn(f"{mode}_least", output_mode=mode, max_tokens=2)
        yield learn(f"{mode}_no_split", output_mode=mode, split=None)
        yield learn(f"{mode}_no_split_bigrams", output_mode=mode, split=None, ngrams=2)
        yield learn(f"{mode}_characters", output_mode=mode, split="character")
        yield learn(f"{mode}_bigrams", output_mode=mode, ngrams=2)
        yield learn(f"{mode}_only_trigrams", output_mode=mode, ngrams=(3,))
        yield learn(f"{mode}_ties", texts=["b a c B é z 10 9", "Z aa a-b"], asked=["a b c"], output_mode=mode)
        for standardize in [None, "lower", "strip_punctuation", "lower_and_strip_punctuation"]:
            for split in [None, "whitespace", "character"]:
                if mode == "int" or standardize is None:
                    kind = {"standardize": standardize, "split": split}
                    yield learn(f"{mode}_{standardize}_{split}", texts=wild, asked=wild, output_mode=mode, **kind)
        yield learn(f"{mode}_unknown_token", ["[UNK] a", "a [UNK] [UNK]"], ["[UNK] a b"], standardize=None, output_mode=mode)
        yield vectorization_case(f"{mode}_never_learnt", [("call", ASKED)], output_mode=mode)
        yield vectorization_case(f"{mode}_no_tokens", [("adapt", ["", " ?"]), ("call", [""])], output_mode=mode)
        yield vectorization_case(f"{mode}_only_empty", [("adapt", ["", "?"])], output_mode=mode, split=None)
        again = [("adapt", OWLS), ("adapt", ["", "?!"]), ("call", ASKED), ("call", ["", ""]), ("call", [])]
        yield vectorization_case(f"{mode}_learnt_again_from_nothing", again, output_mode=mode)
        again = [("adapt", ["a b c", "a"]), ("call", ["a d"]), ("adapt", ["d e a"]), ("call", ["a d"])]
        yield vectorization_case(f"{mode}_learnt_again", again, output_mode=mode)
        again = [("adapt", ["a b c"]), ("adapt", ["a b"])]
        yield vectorization_case(f"{mode}_learnt_again_smaller", again, output_mode=mode)
        again = [*again, ("call", ["a b c d"]), ("adapt", ["a b c d e f g"]), ("call", ["a b c d"])]
        padded = {"max_tokens": 7, "pad_to_max_tokens": True}
        yield vectorization_case(f"{mode}_learnt_again_padded", again, output_mode=mode, **padded)
        yield vectorization_case(f"{mode}_wrong_length", [], output_mode=mode, output_sequence_length=-1 if mode == "int" else 3)
        yield vectorization_case(f"{mode}_wrong_max_tokens", [], output_mode=mode, max_tokens=1)
        yield vectorization_case(f"{mode}_wrong_pad", [], output_mode=mode, pad_to_max_tokens=True)
        weights = [1.5, 0.25, 2.0, 0.75, 3.0]
        for tokens in [
            ["fox", "owl", "a"], ["", "[UNK]", "fox"], ["[UNK]", "fox"], ["[UNK]"], ["fox", "[UNK]"], ["fox", ""],
            ["fox", "a", "fox"], ["", "fox"], ["[UNK]", "[UNK]", "fox"], ["", "[UNK]"], [], ["é", "鸟", "fox owl"],
        ]:
            given = weights[: len(tokens)] if mode == "tf_idf" else None
            for name, kind in [("", {}), ("_most_4", {"max_tokens": 4}), ("_padded_7", padded)]:
                steps = [("set", tokens, given)]
                if vectorization_case("", steps, output_mode=mode, **kind)["steps"][0]["expected"].get("value"):
                    steps.append(("call", ["fox [UNK] fox", "a owl é 鸟", "fox owl", ""]))
                label = ",".join(tokens)
                yield vectorization_case(f"{mode}_set({label}){name}", steps, standardize=None, output_mode=mode, **kind)
        wrong = None if mode == "tf_idf" else [1.0]
        yield vectorization_case(f"{mode}_set_wrong_weights", [("set", ["fox"], wrong)], output_mode=mode)
        given = [1.0] if mode == "tf_idf" else None
        steps = [("set", ["fox"], given), ("call", ["fox hen"]), ("adapt", ["hen"]), ("call", ["fox hen"])]
        yield vectorization_case(f"{mode}_set_then_learnt", steps, output_mode=mode)
    yield vectorization_case("tf_idf_set_too_few_weights", [("set", ["fox", "a"], [1.0])], output_mode="tf_idf")
    for length in [0, 1, 4, 30]:
        for split in ["whitespace", "character", None]:
            yield learn(f"length_{length}_{split}", split=split, output_sequence_length=length)
        yield learn(f"length_{length}_bigrams", ngrams=2, output_sequence_length=length)
    for ngrams in [1, 3, (2,), (3, 1), (2, 2), (1, 2, 5)]:
        for split in ["whitespace", "character"]:
            yield learn(f"ngrams_{ngrams}_{split}", ["a b c", "b c", "", "d"], ["a b c d", "", "c"], ngrams=ngrams, split=split)
    for ngrams in [0, (), (0,), (2, 0)]:
        yield learn(f"ngrams_{ngrams}", ngrams=ngrams)
    yield learn("ngrams_no_split_pairs_only", split=None, ngrams=(2,))
    yield learn("ngrams_no_split_twice", split=None, ngrams=(1, 1))
    yield learn("no_texts_asked", asked=[])
    yield learn("binary", output_mode="binary")
    yield learn("tf-idf", output_mode="tf-idf")


def main():
    groups = {
        "tokenizer": tokenizer_cases(),
        "pad_sequences": pad_cases(),
        "to_categorical": categorical_cases(),
        "text_vectorization": vectorization_cases(),
    }
    lines = [f'"keras": "{keras.__version__}"', f'"tensorflow": "{tf.__version__}"']
    for name, cases in groups.items():
        texts = [json.dumps(case, separators=(",", ":")) for case in cases]
        lines.append(f'"{name}": [\n' + ",\n".join(texts) + "\n]")
        print(name, len(texts))
    path = Path(__file__).with_name("text.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
