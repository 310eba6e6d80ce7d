"""Frozen dataclasses as JSON and back, exactly and checked: what a worker says may be anything.

Known are str, bytes (a few), int, float, bool, None, datetime, Enum, dataclasses, tuples of one type, optional values,
and mappings of what JSON itself knows.
"""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

__all__ = ["plain", "typed"]

T = TypeVar("T")
Reader = Callable[[Any], Any]


def plain(value: object, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A dataclass as what JSON knows; `without` some of its fields."""
    of: Any = type(value)
    return {name: _plain(getattr(value, name)) for name in _names(of) if name not in without}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float, Mapping)):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime) else plain(value)


@cache
def _names(of: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def typed(of: Callable[..., T], said: object) -> T:
    """The dataclass again. Raises ValueError where it is none."""
    try:
        read: Callable[[object], T] = _reader(of)
        return read(said)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no such value: {type(error).__name__}") from None


@cache
def _reader(of: Any) -> Reader:
    """How a value of this type is read; worked out once a type."""
    origin, arguments = typing.get_origin(of), typing.get_args(of)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (one for one in arguments if one is not types.NoneType)
        return _optional(_reader(inner))
    if origin is tuple:
        return _tuple(_reader(arguments[0]))
    if isinstance(of, type) and is_dataclass(of):
        return _dataclass(of)
    if of is datetime:
        return datetime.fromisoformat
    if of is bytes:
        return bytes.fromhex
    if isinstance(of, type) and issubclass(of, Enum):
        return of
    return _exactly(dict if origin is not None else of)


def _optional(inner: Reader) -> Reader:
    return lambda said: None if said is None else inner(said)


def _tuple(inner: Reader) -> Reader:
    def read(said: Any) -> tuple[Any, ...]:
        if type(said) is not list:
            raise TypeError
        return tuple(map(inner, said))

    return read


def _dataclass(of: type) -> Reader:
    hints = typing.get_type_hints(of)
    readers = {name: _reader(hints[name]) for name in _names(of)}
    return lambda said: of(**{name: readers[name](value) for name, value in said.items()})


def _exactly(of: type) -> Reader:
    def read(said: Any) -> Any:
        if type(said) is not of:
            raise TypeError
        return said

    return read
