"""A TypeError inside of a call chain with keyword arguments, subscripts and attributes."""


class Model:
    layers = [{"name": "dense", "units": "8"}]

    def build(self, *, scale):
        return [self.size(layer) * scale for layer in self.layers]

    def size(self, layer):
        return layer["units"] / 2 + len(
            layer["name"]
        )


model = Model()
print(model.layers[0]["name"].upper())
sizes = sorted(
    model.build(scale=2),
    reverse=True,
)
