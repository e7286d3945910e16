# Which words are used most?
from collections import Counter

text = """The cat sat on the mat. The dog saw the cat, and the cat saw the dog.
Then the dog sat on the mat too."""
words = [word.strip(".,").lower() for word in text.split()]
counts = Counter(words)
print(len(words), "words,", len(counts), "different ones")
for word, count in counts.most_common(5):
    print(f"{word:5} {'#' * count} {count}")
