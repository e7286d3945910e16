"""logging."""
import io
import logging

logging.warning("before any set-up: %s", "shown")
logging.info("not shown")
log = logging.getLogger("app.db")
log.warning("to the root's handler")
out = io.StringIO()
handler = logging.StreamHandler(out)
handler.setFormatter(logging.Formatter("%(levelname)-8s|%(name)s|%(funcName)s|%(lineno)d|%(message)s"))
log.addHandler(handler)
log.setLevel(logging.DEBUG)
log.propagate = False


def work():
    log.debug("debug %d", 1)
    log.info("info %(a)s", {"a": "x"})
    log.error("error %s %s", "a", [1])
    log.critical("critical")
    log.log(25, "custom level")
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("failed")


work()
print(out.getvalue())
print(log, log.level, log.parent.name, log.isEnabledFor(10), logging.getLogger("app.db") is log, logging.getLogger("app.db.x").getEffectiveLevel(), logging.getLevelName(30), logging.getLevelName("ERROR"), logging.getLevelName(35), logging.getLogger().level, log.handlers == [handler], handler.level)
logging.basicConfig(level=logging.INFO, format="{levelname}:{message}", style="{", force=True)
logging.info("root info")
logging.debug("root debug")
logging.getLogger("other").error("other error")
handler.setLevel(logging.ERROR)
handler.addFilter(lambda record: "secret" not in record.getMessage())
out.truncate(0)
out.seek(0)
log.warning("below the handler's level")
log.error("secret")
log.error("passes")
print(repr(out.getvalue().replace("\x00", "")))
for action in ("log.setLevel('NOPE')", "logging.getLogger(5)", "log.log('x', 'y')", "logging.basicConfig(wrong=1, force=True)"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class Collect(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append((record.levelname, record.getMessage(), record.args))


c = Collect()
child = logging.getLogger("app.db.child")
log.addHandler(c)
child.warning("from the child %s", 5)
print(c.records)
logging.disable(logging.ERROR)
child.error("disabled")
logging.disable(logging.NOTSET)
log.error("enabled", extra={"user": "Ann"})
print(c.records[-1], logging.CRITICAL, logging.WARN)
