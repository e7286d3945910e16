"""Indices, slices, searches and patterns in long texts of characters with one to four bytes."""

import json
import random
import re

random.seed(3)
letters = "aé猫😀 \n\x7fß"
text = "".join(random.choice(letters) for _ in range(1000))
listed = list(text)

# Around each multiple of 64, and at both ends.
places = [at + step for at in range(0, 1001, 64) for step in (-2, -1, 0, 1, 2)] + [998, 999, 1000, 1001, -1000, -1001]
assert all(text[at:at + 3] == "".join(listed[at:at + 3]) for at in places)
assert all(text[at] == listed[at] for at in places if -1000 <= at < 1000)
assert all(text[:at] + text[at:] == text for at in places)
assert text[::7] == "".join(listed[::7]) and text[::-3] == "".join(listed[::-3])
assert [text[at] for at in range(1000)] == listed

for part in ("猫", "😀a", "é", "猫猫", "none"):
    found = [at for at in range(1000) if listed[at:at + len(part)] == list(part)]
    assert text.find(part) == (found[0] if found else -1)
    assert text.rfind(part) == (found[-1] if found else -1)
    for at in places:
        if at >= 0:
            assert text.find(part, at) == min((place for place in found if place >= at), default=-1)
            assert text.startswith(part, at) == (at in found)
    assert [match.start() for match in re.finditer(f"(?={part})", text)] == found
    print(part, len(found), found[:5])

assert [match.span() for match in re.finditer("[^\x00-\x7f]+", text)] == [
    match.span() for match in re.finditer("1+", "".join("1" if character > "\x7f" else "0" for character in text))
]
print(re.sub("[^\x00-\x7f]+", "·", text)[:60].encode())
print(len(re.split("猫", text)), len(re.findall("😀.", text)), re.search("ß", text).start(), re.compile("é").search(text, 700).span())

# A text of 200,000 characters takes a moment, not minutes.
document = json.dumps([{"名字": f"猫{number}", "text": "é \"x\" 😀\n"} for number in range(5000)], ensure_ascii=False)
rows = json.loads(document)
print(len(document), len(rows), rows[-1])
print(len(re.sub("猫", "cat", document)), document.index("猫4999"), document[-3:])
for wrong in (document[:-1] + ",]", document[:-1] + " x]"):
    try:
        json.loads(wrong)
    except json.JSONDecodeError as error:
        print(error, error.doc is wrong)
