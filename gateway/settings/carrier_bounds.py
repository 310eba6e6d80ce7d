"""[[carriers]]: what a mobile carrier bears, where its own are not those of domain/data/carriers.toml."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from gateway.settings import fields
from gateway.settings.fields import Count

__all__ = ["CarrierSettings"]


class CarrierSettings(BaseModel):
    """One block. None: as the data says; 0: no bound."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Literal["viettel", "vinaphone", "mobifone", "vietnamobile", "gmobile"]
    same_text_minutes: Annotated[int, Strict(), Field(ge=0, le=1_440)] | None = None
    sms_per_number_hour: Count | None = None
    sms_per_number_day: Count | None = None
    held_words: tuple[Annotated[str, fields.text(40)], ...] | None = None
