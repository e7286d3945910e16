"""Messages of a program, by level and by logger."""

import sys
import time

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO, DEBUG, NOTSET = 20, 10, 0
_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_levels = {name: level for level, name in _names.items()} | {"WARN": 30, "FATAL": 50}
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
_start = time.time()
_disabled = 0
raiseExceptions = True


def getLevelName(level):
    return _names.get(level, _levels.get(level, f"Level {level}"))


def getLevelNamesMapping():
    return dict(_levels)


def addLevelName(level, levelName):
    _names[level], _levels[levelName] = levelName, level


def _check_level(level):
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError(f"Level not an integer or a valid string: {level!r}")
    if level not in _levels:
        raise ValueError(f"Unknown level: {level!r}")
    return _levels[level]


class LogRecord:
    """One message with all that is known of it."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None, **kwargs):
        # A single dict as argument is for %(name)s in the message.
        self.args = args[0] if args and len(args) == 1 and isinstance(args[0], dict) and args[0] else args
        self.name, self.msg, self.levelno, self.levelname = name, msg, level, getLevelName(level)
        self.pathname, self.filename = pathname, pathname.rpartition("/")[2]
        self.module, self.lineno, self.funcName = self.filename.removesuffix(".py"), lineno, func
        self.exc_info, self.exc_text, self.stack_info = exc_info, None, sinfo
        self.created = time.time()
        self.msecs = int((self.created - int(self.created)) * 1000) + 0.0
        self.relativeCreated = (self.created - _start) * 1000
        self.process, self.processName, self.thread, self.threadName = 1, "MainProcess", 1, "MainThread"

    def getMessage(self):
        return str(self.msg) % self.args if self.args else str(self.msg)

    def __repr__(self):
        return f'<LogRecord: {self.name}, {self.levelno}, {self.pathname}, {self.lineno}, "{self.msg}">'


class Formatter:
    """Makes text of records."""

    default_time_format, default_msec_format = "%Y-%m-%d %H:%M:%S", "%s,%03d"
    _defaults = {"%": "%(message)s", "{": "{message}", "$": "${message}"}
    converter = time.localtime

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        if style not in self._defaults:
            raise ValueError(f"Style must be one of: {','.join(self._defaults)}")
        self._fmt, self._values = fmt or self._defaults[style], defaults or {}
        self.datefmt, self._style = datefmt, style

    def usesTime(self):
        return {"%": "%(asctime)", "{": "{asctime", "$": "asctime"}[self._style] in self._fmt

    def formatTime(self, record, datefmt=None):
        # Taken from the class, so that a function given there does not become a method.
        moment = type(self).converter(record.created)
        if datefmt:
            return time.strftime(datefmt, moment)
        return self.default_msec_format % (time.strftime(self.default_time_format, moment), record.msecs)

    def formatException(self, ei):
        from traceback import format_exception

        return "".join(format_exception(*ei)).rstrip("\n")

    def formatMessage(self, record):
        values = {**self._values, **record.__dict__}
        if self._style == "%":
            return self._fmt % values
        if self._style == "{":
            return self._fmt.format(**values)
        from string import Template

        return Template(self._fmt).substitute(values)

    def format(self, record):
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            text = text.rstrip("\n") + "\n" + record.exc_text
        return text


class Filter:
    """Lets records of one logger and those below it pass."""

    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return not self.name or record.name == self.name or record.name.startswith(self.name + ".")


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        """The record if all filters let it pass, which may also replace it."""
        for check in self.filters:
            result = check.filter(record) if hasattr(check, "filter") else check(record)
            if not result:
                return False
            if isinstance(result, LogRecord):
                record = result
        return record


class Handler(Filterer):
    """Takes records to where they are shown or kept."""

    def __init__(self, level=NOTSET):
        super().__init__()
        self.level, self.formatter, self.name = _check_level(level), None, None

    def setLevel(self, level):
        self.level = _check_level(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    def format(self, record):
        return (self.formatter or _default_formatter).format(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def handle(self, record):
        passed = self.filter(record)
        if passed:
            self.emit(passed)
        return passed

    def flush(self):
        pass

    def close(self):
        pass

    def __repr__(self):
        return f"<{type(self).__name__} ({getLevelName(self.level)})>"


class StreamHandler(Handler):
    """Writes to a stream, by default to stderr."""

    terminator = "\n"

    def __init__(self, stream=None):
        super().__init__()
        self.stream = sys.stderr if stream is None else stream

    def flush(self):
        if hasattr(self.stream, "flush"):
            self.stream.flush()

    def emit(self, record):
        self.stream.write(self.format(record) + self.terminator)
        self.flush()

    def setStream(self, stream):
        old, self.stream = self.stream, stream
        return old


class FileHandler(StreamHandler):
    """Writes to a file."""

    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        super().__init__(open(filename, mode, encoding=encoding))
        self.baseFilename, self.mode = filename, mode

    def close(self):
        self.stream.close()


class _LastResort(StreamHandler):
    """Shows warnings where no handler is set up."""

    def emit(self, record):
        self.stream = sys.stderr
        super().emit(record)


class NullHandler(Handler):
    def handle(self, record):
        pass

    def emit(self, record):
        pass


class Logger(Filterer):
    """A name in the tree of loggers; records go to its handlers and to those above."""

    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name, self.level, self.parent, self.propagate = name, _check_level(level), None, True
        self.handlers, self.disabled = [], False

    def setLevel(self, level):
        self.level = _check_level(level)

    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        return not self.disabled and level > _disabled and level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        return getLogger(suffix if self is root else f"{self.name}.{suffix}")

    def addHandler(self, hdlr):
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def debug(self, msg, *args, **kwargs):
        self._log(DEBUG, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self._log(INFO, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self._log(WARNING, msg, args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self._log(ERROR, msg, args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self._log(ERROR, msg, args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self._log(CRITICAL, msg, args, **kwargs)

    fatal = critical

    def log(self, level, msg, *args, **kwargs):
        if not isinstance(level, int):
            raise TypeError("level must be an integer")
        self._log(level, msg, args, **kwargs)

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if not self.isEnabledFor(level):
            return
        frame = sys._getframe(1)
        while stacklevel > 0:
            while frame.f_back is not None and frame.f_globals is globals():
                frame = frame.f_back
            stacklevel -= 1
            if stacklevel and frame.f_back is not None:
                frame = frame.f_back
        if isinstance(exc_info, BaseException):
            exc_info = type(exc_info), exc_info, exc_info.__traceback__
        elif exc_info and not isinstance(exc_info, tuple):
            exc_info = sys.exc_info()
        code = frame.f_code
        record = LogRecord(self.name, level, code.co_filename, frame.f_lineno, msg, args, exc_info, code.co_name)
        for key, value in (extra or {}).items():
            if key in ("message", "asctime") or key in record.__dict__:
                raise KeyError(f"Attempt to overwrite {key!r} in LogRecord")
            record.__dict__[key] = value
        self.handle(record)

    def handle(self, record):
        record = self.filter(record)
        if not record:
            return
        logger, found = self, False
        while logger is not None:
            for handler in logger.handlers:
                found = True
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and lastResort is not None and record.levelno >= lastResort.level:
            lastResort.handle(record)

    def __repr__(self):
        return f"<{type(self).__name__} {self.name} ({getLevelName(self.getEffectiveLevel())})>"


class RootLogger(Logger):
    pass


class LoggerAdapter:
    """A logger that adds values to each record."""

    def __init__(self, logger, extra=None):
        self.logger, self.extra = logger, extra

    def process(self, msg, kwargs):
        kwargs["extra"] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **kwargs):
        msg, kwargs = self.process(msg, kwargs)
        self.logger.log(level, msg, *args, **kwargs)



def _adapted(level):
    return lambda self, msg, *args, **kwargs: self.log(level, msg, *args, **kwargs)


for _name in ("debug", "info", "warning", "error", "critical"):
    setattr(LoggerAdapter, _name, _adapted(_levels[_name.upper()]))

_default_formatter = Formatter()
lastResort = _LastResort()
lastResort.level = WARNING
root = RootLogger("root", WARNING)
_loggers = {}


def getLogger(name=None):
    """The logger of this name; points in the name make the tree."""
    if not name or name == "root":
        return root
    if not isinstance(name, str):
        raise TypeError("A logger name must be a string")
    if name not in _loggers:
        made = _loggers[name] = Logger(name)
        parts = name.split(".")
        above = [".".join(parts[:i]) for i in range(len(parts) - 1, 0, -1)]
        made.parent = next((_loggers[other] for other in above if other in _loggers), root)
        for other in _loggers.values():
            between = other.parent is not root and other.parent.name.startswith(name)
            if other.name.startswith(name + ".") and not between:
                other.parent = made
    return _loggers[name]


def basicConfig(**kwargs):
    """Sets up the root logger, if it has no handlers yet."""
    if kwargs.pop("force", False):
        for handler in root.handlers[:]:
            root.removeHandler(handler)
            handler.close()
    encoding, errors = kwargs.pop("encoding", None), kwargs.pop("errors", None)
    if root.handlers:
        return
    handlers, stream, filename = (kwargs.pop(key, None) for key in ("handlers", "stream", "filename"))
    if handlers is None and stream is not None and filename is not None:
        raise ValueError("'stream' and 'filename' should not be specified together")
    if handlers is not None and (stream is not None or filename is not None):
        raise ValueError("'stream' or 'filename' should not be specified together with 'handlers'")
    mode = kwargs.pop("filemode", "a")
    if handlers is None:
        handlers = [FileHandler(filename, mode, encoding, errors=errors) if filename else StreamHandler(stream)]
    style = kwargs.pop("style", "%")
    basic = {"%": BASIC_FORMAT, "{": "{levelname}:{name}:{message}", "$": "${levelname}:${name}:${message}"}
    formatter = Formatter(kwargs.pop("format", basic.get(style)), kwargs.pop("datefmt", None), style)
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(formatter)
        root.addHandler(handler)
    level = kwargs.pop("level", None)
    if level is not None:
        root.setLevel(level)
    if kwargs:
        raise ValueError(f"Unrecognised argument(s): {', '.join(kwargs)}")


def disable(level=CRITICAL):
    global _disabled
    _disabled = _check_level(level)


def shutdown():
    pass


def _at_root(name):
    def function(msg, *args, **kwargs):
        if not root.handlers:
            basicConfig()
        getattr(root, name)(msg, *args, **kwargs)

    function.__name__ = name
    return function


debug, info, warning, error, critical, exception, log = map(
    _at_root, ("debug", "info", "warning", "error", "critical", "exception", "log")
)
fatal = critical
