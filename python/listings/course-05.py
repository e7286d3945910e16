# Grades of students.
grades = {"Ada": [5, 4, 5], "Bo": [3, 4, 2], "Cem": [4, 4, 5]}
means = {name: sum(marks) / len(marks) for name, marks in grades.items()}
for name, mean in sorted(means.items(), key=lambda item: -item[1]):
    print(f"{name:4} {mean:.2f} {'passed' if mean >= 3.5 else 'try again'}")
best = max(means, key=means.get)
print("best:", best, "of", sorted(grades))
print("all marks:", sorted(mark for marks in grades.values() for mark in marks))
