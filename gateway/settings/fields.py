"""Kinds of values in config.toml, as pydantic takes them; what each must be: checks.py."""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from gateway.settings import checks, reasons


def text(most: int, least: int = 1) -> AfterValidator:
    """One line of `least` to `most` characters."""
    return AfterValidator(checks.one_line(most, least))


Networks = tuple[Annotated[str, AfterValidator(checks.network)], ...]
Text = Annotated[str, text(200)]
Place = Annotated[str, text(4_096, least=0)]  # a path, a host or a variable's name
Key = Annotated[str, AfterValidator(checks.shape(checks.NAME, reasons.NOT_NAME))]
Module = Annotated[str, AfterValidator(checks.shape(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", reasons.NOT_MODULE))]
Flag = Annotated[bool, Strict()]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]
# The upper bounds are those of what the values go into (a smallint, an interval, a timer) or far beyond any use.
Count = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
Tries = Annotated[int, Strict(), Field(ge=1, le=100)]
Days = Annotated[int, Strict(), Field(ge=1, le=366)]
Seconds = Annotated[float, Strict(), Field(ge=0.1, le=604_800, allow_inf_nan=False)]  # at most a week
Moments = Annotated[float, Strict(), Field(ge=0.1, le=3_600, allow_inf_nan=False)]  # at most an hour
Clock = Annotated[time, BeforeValidator(checks.clock)]
