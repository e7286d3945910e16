# How good is a classifier? Precision and recall.
import numpy as np

true = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1])
chance = np.array([0.9, 0.2, 0.7, 0.4, 0.6, 0.1, 0.8, 0.3, 0.55, 0.45, 0.05, 0.95])
for limit in (0.3, 0.5, 0.7):
    guess = (chance > limit).astype(int)
    tp, fp = np.sum((guess == 1) & (true == 1)), np.sum((guess == 1) & (true == 0))
    fn, tn = np.sum((guess == 0) & (true == 1)), np.sum((guess == 0) & (true == 0))
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    print(f"limit {limit}: table {[[int(tn), int(fp)], [int(fn), int(tp)]]}", end=" ")
    print(f"accuracy {(tp + tn) / len(true):.2f} precision {precision:.2f} recall {recall:.2f}", end=" ")
    print(f"F1 {2 * precision * recall / (precision + recall):.2f}")
