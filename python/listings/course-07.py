# A class with methods, and one that is derived from it.
class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return self

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError(f"{self.owner} has only {self.balance}")
        self.balance -= amount
        return self

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance})"


class Savings(Account):
    def add_interest(self, rate):
        return self.deposit(round(self.balance * rate, 2))


account = Savings("Ada", 100)
account.deposit(50).withdraw(30).add_interest(0.02)
print(account)
try:
    account.withdraw(1000)
except ValueError as error:
    print("refused:", error)
print(isinstance(account, Account), [Account("Bo"), account])
