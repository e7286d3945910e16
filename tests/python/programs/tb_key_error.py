"""KeyError in a nested subscript."""
config = {"model": {"layers": [{"units": 4}]}}
print(config["model"]["layers"][0]["units"])
size = config["model"]["layers"][0]["unit"] + len(config["model"])
