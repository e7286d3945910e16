"""Makes linear.json: the results of scikit-learn and pandas for small invented tables and for public tables.

    python linear.py [DATA]

DATA is a folder with public tables (default: $PUPIL_DATA/tabular, else ../../../shared/data/tabular beside the
repository). Only the results for them are recorded: weights, scores, summaries. Without the folder the earlier results
stay.
"""

import io
import json
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, r2_score, roc_auc_score, roc_curve, root_mean_squared_error
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
OUT = HERE / "linear.json"
MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "?"]


def numbers(values):
    """The values as lists of Python numbers for JSON; None for numbers that are not finite."""
    return [numbers(v) if np.ndim(v) else (float(v) if np.isfinite(v) else None) for v in values]


def read(source, **options):
    return pd.read_csv(source, keep_default_na=False, na_values=MISSING, skipinitialspace=True, **options)


def describe(table):
    out = []
    for name in table:
        column = table[name]
        kind = "boolean" if set(column.dropna().unique()) <= {True, False} and column.dtype in (bool, object) else (
            "number" if pd.api.types.is_numeric_dtype(column) else "category"
        )
        summary = (column if kind == "number" else column.astype(object)).describe()
        entry = {"name": str(name), "kind": kind, "count": int(summary["count"])}
        if kind == "number":
            entry |= dict(zip(summary.index[1:], numbers(summary[1:])))
        else:
            entry |= {"unique": int(summary["unique"]), "freq": int(summary["freq"])}
        out.append(entry)
    return out


def encode(train, test, features, missing, standardize):
    """The features of both parts; fills, scales and categories are learned from the training part."""
    columns = {"train": [], "test": []}
    names = []
    for name in features:
        parts = {"train": train[[name]], "test": test[[name]]}
        numeric = pd.api.types.is_numeric_dtype(train[name]) and train[name].dtype != bool
        if missing != "drop" and train[name].dtype != bool:
            if not numeric:
                parts = {part: frame.astype(object) for part, frame in parts.items()}
            imputer = SimpleImputer(strategy=missing if numeric else "most_frequent")
            imputer.fit(parts["train"])
            parts = {part: pd.DataFrame(imputer.transform(frame), columns=[name]) if len(frame) else frame for part, frame in parts.items()}
        if numeric:
            arrays = {part: frame.to_numpy(float) for part, frame in parts.items()}
            if standardize:
                scaler = StandardScaler().fit(arrays["train"])
                arrays = {part: scaler.transform(array) if len(array) else array for part, array in arrays.items()}
            names.append(name)
        elif train[name].dtype == bool:
            arrays = {part: frame.to_numpy(float) for part, frame in parts.items()}
            names.append(name)
        else:
            categories = sorted(parts["train"][name].unique())
            arrays = {
                part: np.stack([(frame[name] == category).to_numpy(float) for category in categories], axis=1)
                for part, frame in parts.items()
            }
            names += [f"{name}_{category}" for category in categories]
        for part, array in arrays.items():
            columns[part].append(array)
    return names, np.concatenate(columns["train"], axis=1), np.concatenate(columns["test"], axis=1)


def scores(estimator, x, y, classes):
    if len(y) == 0:
        return None
    predicted = estimator.predict(x)
    if classes is None:
        return {"r2": r2_score(y, predicted), "rmse": root_mean_squared_error(y, predicted)}
    out = {
        "accuracy": accuracy_score(y, predicted),
        "confusion": confusion_matrix(y, predicted, labels=range(len(classes))).tolist(),
    }
    if len(classes) == 2:
        out["auc"] = roc_auc_score(y, estimator.predict_proba(x)[:, 1])
    return out


def fit(table, target, features=None, missing="drop", standardize=False, task=None, test=True, C=1.0, intercept=True):
    """Every fifth of the remaining rows is for testing. An infinite C means no penalty."""
    features = features or [name for name in table if name != target]
    kept = table.dropna(subset=[target] + (features if missing == "drop" else []))
    held = (np.arange(len(kept)) % 5 == 4) & test
    train, rest = kept[~held], kept[held]
    names, x, x_test = encode(train, rest, features, missing, standardize)
    options = {"target": target, "features": features, "missing": missing, "standardize": standardize, "test": test,
               "task": task, "C": C if np.isfinite(C) else None, "fit_intercept": intercept}
    classes = None
    if task == "classification":
        values = sorted(kept[target].unique())
        classes = [str(value) if not isinstance(value, (bool, np.bool_)) else str(value).lower() for value in values]
        label = {value: place for place, value in enumerate(values)}
        y, y_test = (part[target].map(label).to_numpy(int) for part in (train, rest))
        estimator = LogisticRegression(C=C, fit_intercept=intercept, solver="newton-cholesky", tol=1e-12, max_iter=100000)
    else:
        y, y_test = train[target].to_numpy(float), rest[target].to_numpy(float)
        estimator = LinearRegression(fit_intercept=intercept)
    estimator.fit(x, y)
    return {
        "options": options,
        "rows": len(kept),
        "names": names,
        "classes": classes,
        "coef": numbers(np.atleast_2d(estimator.coef_)),
        "intercept": numbers(np.atleast_1d(estimator.intercept_)) * (1 if intercept else len(np.atleast_2d(estimator.coef_))),
        "rank": int(estimator.rank_) if classes is None else None,
        "train": scores(estimator, x, y, classes),
        "test": scores(estimator, x_test, y_test, classes),
    }


def made():
    random = np.random.default_rng(7)
    n = 60
    size = np.round(random.uniform(20, 150, n), 1)
    rooms = np.clip(np.round(size / 25 + random.normal(0, 0.7, n)), 1, None).astype(int)
    kind = random.choice(["flat", "house", "hut"], n, p=[0.5, 0.3, 0.2])
    garden = random.random(n) < 0.4
    price = np.round(3 * size + 12 * rooms + 40 * (kind == "house") + 15 * garden + random.normal(0, 12, n), 1)
    level = np.array(["cheap", "fair", "dear"])[np.digitize(price + random.normal(0, 30, n), [200, 350])]
    sold = (price + random.normal(0, 90, n) < 280).astype(int)
    houses = pd.DataFrame({"size": size, "rooms": rooms, "kind": kind, "garden": garden, "price": price, "level": level, "sold": sold})
    text = houses.astype(object).where(random.random(houses.shape) > [0.06, 0.06, 0.06, 0.0, 0.03, 0.03, 0.03], np.nan)
    houses = text.to_csv(index=False)
    # As in many tutorials, the second column is the first one shifted by a constant.
    x = np.round(random.uniform(0, 5, 25), 2)
    twins = pd.DataFrame({"x": x, "moved": x + 1, "constant": 0.1, "y": np.round(2 * x + random.normal(0, 0.5, 25), 3)}).to_csv(index=False)
    base = ["size", "rooms", "kind", "garden"]
    cases = []
    for missing in ["drop", "mean", "median"]:
        for standardize in [False, True]:
            common = {"missing": missing, "standardize": standardize}
            cases += [
                (houses, "price", {"features": base, **common}),
                (houses, "sold", {"features": base, "task": "classification", **common}),
                (houses, "level", {"features": base, "task": "classification", **common}),
            ]
    cases += [
        (twins, "y", {}),
        (twins, "y", {"features": ["x", "moved"], "test": False}),
        (houses, "price", {"features": ["size"], "intercept": False}),
        (houses, "sold", {"features": ["size", "rooms"], "task": "classification", "C": np.inf, "standardize": True}),
        (houses, "sold", {"features": ["size", "rooms"], "task": "classification", "C": 0.01}),
        (houses, "kind", {"features": ["size", "rooms", "price"], "task": "classification", "C": np.inf, "standardize": True}),
        (houses, "level", {"features": ["size"], "task": "classification", "C": 100.0, "standardize": True}),
        (houses, "sold", {"features": ["size"], "task": "classification", "intercept": False, "standardize": True}),
    ]
    out = [{"csv": text, **fit(read(io.StringIO(text)), target, **options)} for text, target, options in cases]
    described = [{"csv": text, "columns": describe(read(io.StringIO(text)))} for text in [houses, twins]]
    curves = []
    for n, digits in [(8, 1), (40, 2), (200, 6)]:
        truth = random.random(n) < 0.4
        score = np.round(random.normal(0, 1, n) + truth, digits)
        fpr, tpr, thresholds = roc_curve(truth, score)
        curves.append({"truth": truth.tolist(), "scores": numbers(score), "fpr": numbers(fpr), "tpr": numbers(tpr),
                       "thresholds": numbers(thresholds), "auc": roc_auc_score(truth, score)})
    return {"fits": out, "describe": described, "roc": curves}


PUBLIC = [
    ("Advertising.csv", "sales", {"features": ["TV", "radio", "newspaper"]}),
    ("BostonHousing.csv", "medv", {}),
    ("anscombe.csv", "y", {"features": ["x"], "test": False}),
    ("anscombe.csv", "y", {"features": ["dataset", "x"], "test": False}),
    ("california-housing.csv.gz", None, {"missing": "median"}),
    ("california-housing.csv.gz", None, {"standardize": True}),
    ("mpg.csv", "mpg", {"features": ["cylinders", "displacement", "horsepower", "weight", "acceleration", "model_year", "origin"]}),
    ("mpg.csv", "origin", {"features": ["mpg", "horsepower", "weight"], "missing": "mean", "standardize": True, "task": "classification"}),
    ("penguins.csv", "body_mass_g", {"features": ["species", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "sex"]}),
    ("penguins.csv", "species", {"features": ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"], "task": "classification"}),
    ("penguins.csv", "sex", {"features": ["bill_length_mm", "body_mass_g", "species"], "missing": "mean", "standardize": True, "task": "classification"}),
    ("pima-indians-diabetes.csv", "column 9", {"task": "classification"}),
    ("tips.csv", "tip", {}),
    ("tips.csv", "smoker", {"features": ["total_bill", "tip", "size", "day"], "task": "classification"}),
    ("titanic.csv", "survived", {"features": ["pclass", "sex", "age", "sibsp", "parch", "fare", "embarked"], "missing": "median", "task": "classification"}),
    ("titanic.csv", "class", {"features": ["age", "fare", "adult_male"], "missing": "mean", "standardize": True, "task": "classification"}),
    ("winequality-red.csv", "quality", {}),
    ("winequality-red.csv", "quality", {"task": "classification", "standardize": True, "C": 0.5}),
    ("winequality-white.csv", "quality", {"standardize": True}),
    ("winequality-white.csv", "quality", {"task": "classification", "standardize": True}),
    ("iris.csv", "species", {"task": "classification"}),
    ("iris.csv", "species", {"features": ["petal_length"], "task": "classification", "C": 100.0}),
    ("iris.csv", "petal_width", {}),
]


def public(folder):
    out = []
    for name, target, options in PUBLIC:
        delimiter = ";" if name.startswith("wine") else ","
        table = read(folder / name, sep=delimiter, header=None if name.startswith("pima") else "infer")
        if name.startswith("pima"):
            table.columns = [f"column {place + 1}" for place in range(table.shape[1])]
        table.columns = ["column 1" if str(column).startswith("Unnamed") else column for column in table.columns]
        target = target or [column for column in table if "value" in column.lower()][-1]
        options = {"features": [column for column in table if column != target], **options}
        out.append({"file": name, "columns": describe(table), **fit(table, target, **options)})
    return out


if __name__ == "__main__":
    default = Path(os.environ.get("PUPIL_DATA", HERE / "../../../shared/data")) / "tabular"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    result = made()
    if folder.is_dir():
        result["public"] = public(folder)
    elif OUT.exists():
        print(f"{folder} is not there: the results of public tables stay as they are")
        result["public"] = json.loads(OUT.read_text())["public"]
    lines = [f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]" for key, cases in result.items()]
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n")
