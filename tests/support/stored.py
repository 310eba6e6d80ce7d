"""A reason as it stands in SQL that a test writes itself."""

import json

from gateway.domain.reasons import Reason, row

__all__ = ["stored"]


def stored(reason: Reason) -> str:
    """The value of a reason's column, as a literal."""
    return "'" + json.dumps(row(reason)).replace("'", "''") + "'"
