"""The errors of numbers, with CPython's words."""
actions = """1 / 0
1 // 0
1 % 0
divmod(1, 0)
1.0 / 0
1.0 // 0
1.0 % 0
0 ** -1
0.0 ** -1
pow(2, 3, 0)
pow(2, -1, 4)
1 << -1
1 >> -1
1 + 'a'
1 + None
'a' + 1
[] - 1
-'a'
~1.5
1.5 & 1
1 @ 2
int('12a')
int('')
int('1.5')
int(None)
int([])
int('9', 8)
int(1, 2)
int('1', 99)
float('abc')
float('')
float(None)
float([])
int(float('nan'))
int(float('inf'))
round('a')
abs('a')
1 < 'a'
1 < None
[] < 1
2.0 ** 10000
10 ** 400 * 1.0
float(10 ** 400)
int('1' * 5000)
str(10 ** 5000)
chr(1114112)
bin(1.0)
hex('a')
sum(['a', 'b'])
sum([1, 'b'])
max()
max([])
min(1)
max(1, 'a')
divmod('a', 1)
pow('a', 2)
1()
(1)[0]
1 in 5
len(1)
iter(1)
next([])
None.x
None + 1
None[0]
None()
round(1.5, 'a')
round(float('nan'))
True.real.imaginary
not_defined
5 .to_bytes('a')
float.fromhex('zz')
(1).__add__()
complex('a')
1j < 2j
1j // 1
math.pi"""
for action in actions.splitlines():
    try:
        print(action, "->", eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
