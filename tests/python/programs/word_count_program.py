"""A text is counted, sorted and shown."""
import re
import string
from collections import Counter, defaultdict

TEXT = """It was the best of times, it was the worst of times, it was the age of wisdom,
it was the age of foolishness; "it was the epoch of belief", it was the epoch of incredulity."""
words = re.findall(r"[a-z']+", TEXT.lower())
counts = Counter(words)
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:6]:
    print(f"{word:<12}{count:>3} {'█' * count}")
lengths = defaultdict(set)
for word in words:
    lengths[len(word)].add(word)
print({length: sorted(group) for length, group in sorted(lengths.items())})
table = str.maketrans("", "", string.punctuation)
print(TEXT.translate(table).split()[-3:], len(TEXT.splitlines()), sum(c.isupper() for c in TEXT), max(words, key=len), TEXT.title()[:25])
bigrams = Counter(zip(words, words[1:]))
print(bigrams.most_common(3), len(set(words)), f"{len(set(words)) / len(words):.1%}")
index = {}
for position, word in enumerate(words):
    index.setdefault(word, []).append(position)
print(index["age"], index.get("nothing"), {w: len(p) for w, p in index.items() if len(p) > 4})
print("\n".join(f"{i:>2}: {line.strip()[:20]!r}" for i, line in enumerate(TEXT.split(","), 1)))


def is_palindrome(text):
    letters = [c for c in text.lower() if c.isalnum()]
    return letters == letters[::-1]


print([w for w in ("A man, a plan", "Never odd or even", "x") if is_palindrome(w)])
