"""A ward's morning: every page has something to show. All persons and numbers are invented."""

import asyncio
from functools import partial
from typing import Any

from gateway.store.outbox import NO_ANSWER
from tests.support.console import Console
from tests.support.running import until
from tests.support.stored import stored

TEXTS = (
    ("+84590001101", "Đèn đường ngõ 12 phố Văn Miếu hỏng 3 hôm nay, tối đi lại rất nguy hiểm, đề nghị phường cho sửa."),
    ("+84590001102", "Vỉa hè trước số 45 Quốc Tử Giám bị hàng quán lấn chiếm, người đi bộ phải xuống lòng đường."),
    ("+84590001103", "Chay nha o so 5 ngo Van Huong, co nguoi mac ket tang 2, cuu voi!"),
    ("+84590001104", "Cho hoi lam the can cuoc cho tre em can giay to gi?"),
    ("+84590001106", "chut qua thi ho so moi xong"),
    ("+84590001105", "Nhà số 8 hát karaoke ầm ĩ đến 1 giờ sáng, cả khu không ngủ được."),
)
MAILS = (
    (
        "Rác đổ trộm ở đầu phố",
        "Kính gửi UBND phường,\n\nĐầu phố tôi có đống rác đổ trộm ba ngày nay.\n\nTrân trọng,\nMột người dân",
    ),
    ("Góp ý về giờ họp chợ", "Kính gửi UBND phường,\n\nChợ nên họp sớm hơn nửa giờ để đường khỏi tắc.\n\nTrân trọng."),
    ("Tố cáo cán bộ nhận tiền", "Tôi tố cáo cán bộ một cửa nhận phong bì khi làm hồ sơ đất. Đề nghị giữ kín tên tôi."),
)
PHONE = {"width": 360, "height": 740}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1200, "height": 800}},
    "dark": {"viewport": {"width": 1200, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": PHONE},
}
ANSWER = "Phường đã cho sửa đèn sáng nay. Cảm ơn Ông/Bà đã báo."


async def play(c: Console) -> str:
    """Text and mail, answer one, hold some, fail some; returns the code of the first case."""
    for number, words in TEXTS:
        c.text(words, sender=number)
    for n, (subject, words) in enumerate(MAILS):
        c.mail(subject, words, sender=f"Nguyễn Thị Mẫu <citizen+{n}@village.example>")
    c.mail(
        "Biểu mẫu trực tuyến",
        "Họ tên: Trần Văn Thử\nNội dung: nước yếu",
        sender="noreply@forms.example",
        Reply_To="thu@example.com",
    )
    c.mail("Hố ga mất nắp", "Hố ga trước số 9 mất nắp.", sender="Lê Văn Thí <thi@example.com>")
    await until(lambda: _count(c, "SELECT 1 FROM messages", 11))
    await until(lambda: _count(c, "SELECT 1 FROM outbox WHERE state = 'dead'", 1))
    await until(lambda: c.rows("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'due')"))
    (first,) = await c.rows("SELECT code FROM cases WHERE sender = 'tel:+84590001101'")
    c.text("Thêm: cột đèn số 3 cũng nghiêng rồi.", sender="+84590001101")
    await until(lambda: _count(c, "SELECT 1 FROM messages WHERE outcome = 'follow_up'", 1))
    await _answer(c, first["code"])
    (lost,) = await c.rows("SELECT code FROM cases WHERE sender = 'mailto:thi@example.com'")
    await _answer(c, lost["code"])  # no server takes it: somebody has to call
    await _asks_rates_and_disagrees(c, first["code"])
    # what no simulator can play: a modem that fell silent over a text
    await c.rows(
        f"UPDATE outbox SET state = 'unknown', reason = {stored(NO_ANSWER)}"
        " WHERE id = (SELECT min(id) FROM outbox WHERE recipient = 'tel:+84590001105') RETURNING id"
    )
    await c.rows(
        "UPDATE attempts SET state = 'unknown', reference = NULL,"
        ' error = \'{"code": "modem.does_not_answer", "command": "send", "seconds": 40.0}\''
        " WHERE outbox_id = (SELECT id FROM outbox WHERE state = 'unknown') RETURNING id"
    )
    await c.rows(
        "INSERT INTO persons (key, name, phone) VALUES ('an', 'Nguyễn Văn An', 'tel:+84590001101') RETURNING key"
    )
    await c.rows(
        "INSERT INTO shifts (line, person, role, weekdays, begins, ends)"
        " VALUES ('vanmieu-sms', 'an', 'duty', '12345', '08:00', '17:00') RETURNING id"
    )
    await c.rows("UPDATE cases SET due_at = now() - interval '2 days' WHERE sender = 'tel:+84590001102' RETURNING id")
    return str(first["code"])


async def _asks_rates_and_disagrees(c: Console, code: str) -> None:
    """The citizen asks for the status, rates the answer and says that it is not so: the case is open again."""
    sql = "SELECT 1 FROM case_events e JOIN cases c ON c.id = e.case_id WHERE c.code = $1 AND e.kind = $2"
    for words, kind in (("TT {}", "command"), ("DG {} 2", "rated"), ("BS {} đèn lại tắt rồi", "reopened")):
        c.text(words.format(code), sender="+84590001101")
        await until(partial(c.rows, sql, code, kind))


async def _answer(c: Console, code: str) -> None:
    async with c.entered() as client:
        answer = await c.post(client, f"/cases/{code}/answer", words=ANSWER, act="send", once=code)
        assert answer.status_code == 303
    await asyncio.sleep(0.5)


async def _count(c: Console, sql: str, n: int) -> bool:
    return len(await c.rows(sql)) >= n


async def first(c: Console) -> str:
    """One text; the code of its case."""
    number, words = TEXTS[0]
    c.text(words, sender=number)
    (row,) = await until(lambda: c.rows("SELECT code FROM cases"))
    return str(row["code"])


async def places(c: Console, code: str) -> dict[str, str]:
    """One address of each page."""
    (held,) = await c.rows("SELECT id FROM messages WHERE outcome = 'held'")
    (doubtful,) = await c.rows("SELECT code FROM cases WHERE restricted AND kind = 'phan_anh'")
    (unknown,) = await c.rows("SELECT id FROM outbox WHERE state = 'unknown'")
    await c.rows(
        "INSERT INTO publications (case_id, state, question, answer, unit, kind, language, asked_at, answered_at,"
        " published_at, actor) SELECT id, 'published', 'Bao giờ sửa đèn ngõ 12?', 'Đã sửa.', unit, kind, language,"
        " opened_at, now(), now(), 'x' FROM cases WHERE code = $1 RETURNING 1",
        code,
    )
    return {
        "health": "/",
        "cases": "/cases",
        "enter": "/cases/new",
        "handed_on": "/cases/handed-on",
        "case": f"/cases/{code}",
        "uncertain": f"/cases/{doubtful['code']}",
        "attention": "/attention",
        "outgoing": "/outgoing",
        "numbers": "/numbers",
        "roster": "/numbers/roster",
        "messages": "/messages",
        "senders": "/attention/senders",
        "message": f"/attention/m{held['id']}",
        "unknown": f"/attention/o{unknown['id']}",
        "simulator": "/simulator",
        "audit": "/audit",
        "unreached": "/unreached",
        "published": "/published",
        "guide": "/help/answer",
    }
