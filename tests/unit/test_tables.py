"""Lists on a terminal: whatever its width, nothing of a row is cut away."""

import io

from rich.console import Console

from gateway.cli.tables import Table, table

HEADS = ("Line", "Number, address", "Unit", "Reachable", "Cause")
ROW = (
    "vanmieu-sms",
    "0590 001 022",
    "Van Mieu-Quoc Tu Giam Ward PC",
    "not proved",
    "the modem says that it has no SIM",
)


def shown(made: Table, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, markup=False, highlight=False, emoji=False).print(made)
    return out.getvalue()


def test_a_wide_terminal_has_a_row_a_line_and_a_narrow_one_blocks() -> None:
    made = table(*HEADS)
    made.add_row(*ROW)
    made.add_row("cuanam-mail", "cuanam@village.example", "Cua Nam Ward PC", "yes", "")
    wide = shown(made, 140).splitlines()
    assert len(wide) == 3
    assert wide[0].split() == " ".join(HEADS).split()
    narrow = shown(made, 60).splitlines()
    assert narrow[:3] == [ROW[0], f"    Number, address: {ROW[1]}", f"    Unit: {ROW[2]}"]
    assert narrow[-1].strip() == "Reachable: yes"  # what is empty is not said


def test_no_word_is_lost_at_any_width() -> None:
    made = table(*HEADS, wraps=HEADS[2])
    made.add_row(*ROW)
    for width in range(40, 160, 4):
        said = shown(made, width)
        missing = [word for cell in (*HEADS[1:], *ROW) for word in cell.split() if word not in said]
        assert missing == [], width
