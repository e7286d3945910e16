"""As much of complex numbers as a course needs."""
z = 3 + 4j
print(z, abs(z), z.real, z.imag, z.conjugate(), z * z, z + 1, z - 2.5j, z / 2, -z, z**2, z == 3 + 4j, z != 3)
print(1j * 1j, complex(1, -2), complex("1+2j"), complex(), 1j, -1j, 0j, complex(0, -1), 2.5j, complex(1.5), 1 / 1j, [1j], complex(float("inf"), 0))
print(type(z), bool(0j), hash(1 + 0j) == hash(1), 1 + 0j == 1, sum([1j, 2]), isinstance(1j, complex), (-1) ** 0.5)
