"""An error in an f-string."""
user = {"name": "Ann"}
print(f"{user['name']}")
print(f"name {user['name']} age {user['age']:>5}")
