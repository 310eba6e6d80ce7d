"""A scene as the people in it see it."""

from collections.abc import Iterator

from tests.scenes.stage import Played, Turn

__all__ = ["figures", "told"]


def told(played: Played) -> str:
    """Every text of a conversation, and what is wrong with it."""
    scene = played.scene
    lines = [f"== {scene.name} ({scene.cell}; {scene.channel}): {played.grade}"]
    for turn in played.turns:
        lines += _turn(turn)
    return "\n".join(lines)


def _turn(turn: Turn) -> Iterator[str]:
    step, seen = turn.step, turn.seen
    for words in turn.wrote:
        by = f"{step.by}: " if step.by else ""
        yield f"   > {by}{f'[{step.subject}] ' if step.subject else ''}{words}"
    if step.officer is not None:
        yield f"   -- the officer answers: {step.officer}"
    if step.state is not None:
        yield f"   -- the officer: {step.state}"
    if step.passes is not None:
        yield f"   -- {step.passes} pass"
    for one in seen.heard:
        yield f"   < [{one.purpose}] {f'“{one.subject}” ' if one.subject else ''}{one.text}"
    if not seen.heard and turn.wrote and seen.message:
        yield f"   < (silence: {seen.message['outcome']}, {seen.message['rule']} {' '.join(seen.message['withheld'])})"
    for fault in turn.faults:
        yield f"   ! {fault.grade}: {fault.words}"


def figures(played: list[Played]) -> str:
    """How many are right, clumsy, wrong, dangerous, by channel and in all."""
    rows = []
    for name in ("sms", "email", ""):
        grades = [one.grade for one in played if not name or one.scene.channel == name]
        counts = ", ".join(f"{grades.count(grade)} {grade}" for grade in ("right", "clumsy", "wrong", "dangerous"))
        rows.append(f"{name or 'all'}: {len(grades)} scenes: {counts}")
    return "\n".join(rows)
