"""Drawing in three dimensions, which is not here."""


def __getattr__(name):
    raise NotImplementedError(f"this matplotlib has no mplot3d ({name}); draw contours with plt.contourf, or colours with plt.scatter(x, y, c=z)")
