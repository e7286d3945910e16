"""The carets point at the operator."""
name, age = "Ann", 30
text = name + " is " + age + " years old"
