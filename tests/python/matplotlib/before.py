import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 6, 31)
data = np.array([((i * 7919) % 1000) / 500 - 1 + ((i * 104729) % 1000) / 700 for i in range(200)])
gx, gy = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 11))
