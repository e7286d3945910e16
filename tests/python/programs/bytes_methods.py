"""bytes and bytearray."""
b = b"hello world"
print(b[0], b[-1], b[1:3], b[::-1], len(b), list(b[:3]), b"a" in b, 104 in b, b"wor" in b)
print(b.upper(), b.title(), b.split(), b.replace(b"o", b"0"), b.find(b"o"), b.rfind(b"o"), b.index(b"w"), b.count(b"l"))
print(b.startswith(b"he"), b.endswith((b"x", b"ld")), b.partition(b" "), b" x ".strip(), b",".join([b"a", b"b"]), b"7".zfill(3), b"a".center(3, b"-"))
print(bytes(3), bytes([1, 2, 255]), bytes(range(3)), bytes("é", "utf-8"), bytes(b"x"), bytes.fromhex("48 65ff"), b"\x01\xab".hex(), b"\x01\xab\xcd".hex(":"), bytes())
print(b"a" + b"b", b"ab" * 2, b"a" < b"b", b"a" == "a", b"abc".isalpha(), b"12".isdigit(), b"a-b".isalnum())
print((1024).to_bytes(2, "big"), (1024).to_bytes(4, "little"), (-1).to_bytes(2, "big", signed=True), int.from_bytes(b"\x04\x00", "big"), int.from_bytes(b"\xff\xff", "little", signed=True))
array = bytearray(b"abc")
array[0] = 120
array.append(33)
array.extend(b"??")
array += b"."
array[1:3] = b"YZW"
print(array, bytes(array), len(array), array.pop(), array.decode(), array == b"xYZW!??")
del array[0]
array.insert(0, 65)
array.reverse()
print(array, array.hex())
for action in ("bytes([256])", "b'a' + 'b'", "b'abc'[5]", "bytes('a')", "bytes(-1)", "array.append(300)", "b'a'[0] = 1", "b'a'.join(['x'])", "bytes.fromhex('4')", "(300).to_bytes(1, 'big')", "(-1).to_bytes(1, 'big')", "'a' in b'abc'", "b'' % 1"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
print(b"%d items %s %x" % (3, b"ok", 255), {b"k": 1}[b"k"], hash(b"a") == hash(b"a"))
print(b"\xe4\xb8\xad".decode("utf-8"), "中".encode("utf-16-le"), [*b"AB"], bytes(reversed(b"abc")))
for byte in b"hi":
    print(byte, end=",")
print()
