# Caesar cipher: every letter moves by some places.
def caesar(text, shift):
    result = ""
    for letter in text:
        if letter.isalpha():
            start = ord("A") if letter.isupper() else ord("a")
            letter = chr((ord(letter) - start + shift) % 26 + start)
        result += letter
    return result


secret = caesar("Hello, World!", 3)
print(secret)
print(caesar(secret, -3))
for shift in range(1, 4):
    print(shift, caesar("Khoor", -shift))
