"""string: constants, Template, capwords."""
import string
from string import Template

print(string.ascii_lowercase, string.ascii_uppercase, string.digits, string.hexdigits, string.octdigits, string.punctuation, repr(string.whitespace), len(string.printable), string.ascii_letters[:3])
print(string.capwords("hello  world of python"), string.capwords("a-b c-d", "-"))
t = Template("$name owes ${amount} $$ to $who, ${name}s")
print(t.substitute(name="Ann", amount=5, who="Bob"), t.safe_substitute(name="X"), t.substitute({"name": 1, "amount": 2}, who=3), t.template, t.get_identifiers(), t.is_valid())
for template, values in (("$missing", {}), ("cost: $5", {}), ("line\n  $", {}), ("${a b}", {"a": 1})):
    try:
        Template(template).substitute(values)
    except Exception as error:
        print(type(error).__name__, error)
print(Template("$5 and $x").safe_substitute(x=1), Template("$Name $NAME_2 $_x").substitute(Name=1, NAME_2=2, _x=3))


class Percent(Template):
    delimiter = "%"


print(Percent("%x is 100%%").substitute(x="y"))


def caesar(text, shift):
    lower, upper = string.ascii_lowercase, string.ascii_uppercase
    table = str.maketrans(lower + upper, lower[shift:] + lower[:shift] + upper[shift:] + upper[:shift])
    return text.translate(table)


print(caesar("Hello, World!", 3), caesar(caesar("Hello", 3), -3), "".join(c for c in "a1!b" if c in string.ascii_letters))
vowels = set("aeiou")
print(sum(c in vowels for c in "programming language"), "".join(sorted(set("hello world") - {" "})), all(c in string.hexdigits for c in "c0ffee"))
