"""time, by its form only."""
import time

a = time.time()
b = time.perf_counter()
time.sleep(0.001)
print(isinstance(a, float), time.time() >= a, time.perf_counter() > b, time.monotonic() <= time.monotonic(), isinstance(time.time_ns(), int), a > 1.6e9, time.process_time() >= 0)
t = time.gmtime(0)
print(t[:6], t.tm_year, t.tm_mon, t.tm_wday, t.tm_yday, time.strftime("%Y-%m-%d %H:%M:%S", t), time.strftime("%A %d %B", time.gmtime(1709640429)), len(time.localtime()), time.gmtime(1709640429).tm_hour, time.asctime(t))
print(type(time.ctime()).__name__)
try:
    time.sleep(-1)
except ValueError as error:
    print(error)


class Timer:
    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *details):
        self.seconds = time.perf_counter() - self.start


with Timer() as timer:
    sum(range(1000))
print(0 < timer.seconds < 10, f"{1.23456:.2f} s")
