"""The list of cases as somebody works with it: how many, in which order, found by what one knows of them."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from gateway.domain import codes
from gateway.store import cases, read_models
from gateway.store.database import Database
from tests.support import console
from tests.support.console import Console

MANY = 1_130


async def written(db: Database, n: int, *, sender: str = "tel:+84590001301", subject: str = "") -> list[str]:
    """So many open cases, each received an hour after the one before; their codes."""
    now = datetime.now(UTC)
    names = [codes.make("HN", id.to_bytes(4, "big"), b"key") for id in range(1, n + 1)]
    new = [
        cases.NewCase(
            id=id,
            code=code,
            line="vanmieu-sms",
            channel="sms",
            unit="vanmieu",
            sender=sender,
            sender_name="",
            language="vi",
            subject=subject,
            kind="phan_anh",
            urgent=id == 2,
            restricted=False,
            due_at=now + timedelta(days=abs(id - 7) + 1),
            last_message_at=now,
        )
        for id, code in enumerate(names, 1)
    ]
    async with db.transaction() as tx:
        await cases.open_many(tx, new)
        await tx.execute("UPDATE cases SET opened_at = now() - interval '1 hour' * ($1 - id)", n)
    return names


def shown(answer: httpx.Response) -> list[str]:
    """The codes on a page, in its order."""
    return re.findall(r'<th scope="row">(?:<label.*?</label> )?<a href="/cases/([^"]+)"', answer.text)


@pytest.fixture
async def c(tmp_path: Path, db_url: str) -> AsyncIterator[Console]:
    async with console.running(tmp_path, db_url, work=False) as made:
        yield made


async def test_a_list_says_how_many_there_are_and_what_lies_beyond_its_end(c: Console) -> None:
    await written(c.db, 60)
    async with c.entered() as client:
        first, second, beyond = [await client.get(f"/cases?page={n}") for n in (1, 2, 43)]
        assert "<title>(60) " in first.text
        assert [len(shown(page)) for page in (first, second, beyond)] == [50, 10, 0]
        assert "Không có trang 43. Danh sách này có 2 trang." in beyond.text
        assert 'href="/cases?page=2"' in beyond.text
        assert "Không có vụ việc nào đang mở" not in beyond.text
        assert (await client.get("/cases?mark=restricted")).text.count("Không có vụ việc nào như vậy") == 1


async def test_more_than_a_thousand_are_not_counted_to_the_end(c: Console) -> None:
    await written(c.db, MANY)
    async with c.entered() as client:
        for path in ("/cases", "/cases?closed=1", "/cases?line=vanmieu-sms"):
            assert "<title>(hơn 1.000) " in (await client.get(path)).text, path


async def test_a_list_has_the_order_that_is_asked_for_and_says_when_each_came(c: Console) -> None:
    names = await written(c.db, 12)
    async with c.entered() as client:
        usual = shown(await client.get("/cases"))
        assert (usual[0], usual[1]) == (names[1], names[6])  # the urgent one, then what is due first
        assert shown(await client.get("/cases?sort=due"))[0] == names[6]
        assert shown(await client.get("/cases?sort=newest")) == names[::-1]
        assert shown(await client.get("/cases?sort=oldest&closed=1")) == names
        page = await client.get("/cases?sort=nonsense")
        assert shown(page) == usual
        (row,) = await c.rows("SELECT to_char(opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY') AS at"
                              " FROM cases WHERE id = 1")  # fmt: skip
        assert row["at"] in page.text
        assert page.text.count(c.context.config.units["vanmieu"].name) == 12


@pytest.mark.parametrize("typed", ["{code}", "{signs}", "{lower}", "hn {signs}", "{a} {b}", "{a}-{b}"])
async def test_a_case_is_found_by_its_code_however_it_is_read_out(c: Console, typed: str) -> None:
    (code,) = await written(c.db, 1)
    signs = code[3:]
    words = typed.format(code=code, signs=signs, lower=signs.lower(), a=signs[:3], b=signs[3:])
    async with c.entered() as client:
        for asked in (words, words.replace("0", "O")):
            found = await client.get("/cases", params={"q": asked})
            assert (found.status_code, found.headers.get("location")) == (303, f"/cases/{code}"), asked


async def test_all_words_must_be_there_and_marks_count_where_they_are_typed(c: Console) -> None:
    texts = ("Nhà số 8 hát karaoke ầm ĩ đến 1 giờ sáng", "Đèn đường và karaoke", "den duong ngo 12 hong", "Rác đầu phố")
    names = await written(c.db, len(texts))
    for id, text in enumerate(texts, 1):
        await c.rows(
            "INSERT INTO messages (line, digest, outcome, rule, text, reply, arrived_at, case_id)"
            " VALUES ('vanmieu-sms', $1, 'case', 'new_case', $2, $2, now(), $3) RETURNING id",
            bytes([id]),
            text,
            id,
        )
    async with c.entered() as client:
        for words, found in (
            ("karaoke", {0, 1}),
            ("đèn karaoke", {1}),
            ("den karaoke", {0, 1}),  # without marks any
            ("Đèn ĐƯỜNG", {1, 2}),  # who wrote without marks is found too
            ("đèn rác", set()),
        ):
            answer = await client.get("/cases", params={"q": words})
            assert set(shown(answer)) == {names[n] for n in found}, words
            beyond = await client.get("/cases", params={"q": words, "page": "2"})
            assert f"<title>({len(found)}) " in beyond.text, words
        marked = (await client.get("/cases", params={"q": "đèn"})).text
        assert "<mark>Đèn</mark> đường" in marked
        assert "<mark>den</mark> duong" in marked
        quoted = (await client.get("/cases", params={"q": "<b>đèn"})).text
        assert "<b>" not in quoted


@pytest.mark.parametrize(
    ("typed", "address", "found"),
    [
        ("a_b@example.com", "mailto:a_b@example.com", True),
        ("a_b@example.com", "mailto:axb@example.com", False),
        ("a%b@example.com", "mailto:a%b@example.com", True),
        ("a%b@example.com", "mailto:axxb@example.com", False),
        ("b@example.com", "mailto:a_b@example.com", True),  # the end of an address, where nobody has it whole
        ("_b@example.com", "mailto:a_b@example.com", True),
        ("_b@example.com", "mailto:axb@example.com", False),
        ("B@EXAMPLE.COM", "mailto:a_b@example.com", True),
        ("_b@exa", "mailto:a_b@example.com", False),
        ("@example.com", "mailto:a_b@example.com", True),
        ("@example%com", "mailto:a_b@example.com", False),
        ("x\\@example.com", "mailto:x@example.com", False),
    ],
)
async def test_a_search_by_address_is_literal(db: Database, typed: str, address: str, found: bool) -> None:
    await written(db, 1, sender=address)
    async with db.connection() as conn:
        rows = await read_models.listed(
            conn, read_models.CaseFilter(sight=read_models.EVERYTHING, words=typed), limit=5, offset=0
        )
    assert bool(rows) is found


async def test_a_whole_address_finds_its_own_alone(c: Console) -> None:
    whose = dict(zip(("b@x.com", "a_b@x.com"), await written(c.db, 2, sender="mailto:b@x.com"), strict=True))
    await c.rows("UPDATE cases SET sender = 'mailto:a_b@x.com' WHERE id = 2")
    await c.rows(
        "INSERT INTO messages (line, digest, outcome, rule, sender, text, reply, arrived_at)"
        " SELECT 'vanmieu-mail', sha256(s::bytea), 'case', 'new_case', 'mailto:' || s, s, s, now()"
        " FROM unnest($1::text[]) AS s RETURNING id",
        list(whose),
    )
    async with c.entered() as client:
        for typed, addresses in (("b@x.com", {"b@x.com"}), ("@x.com", set(whose)), ("_b@x.com", {"a_b@x.com"})):
            answer = await client.get("/cases", params={"q": typed})
            assert set(shown(answer)) == {whose[address] for address in addresses}, typed
            page = (await client.get("/messages", params={"q": typed})).text
            assert {address for address in whose if f">{address}<" in page} == addresses, typed


async def test_the_menu_counts_what_waits(c: Console) -> None:
    await written(c.db, 3)
    async with c.entered() as client:
        await client.get("/health")  # a look, as the page has all the time
        for path in ("/cases", "/attention", "/"):
            assert re.search(r'href="/cases"[^>]*>Vụ việc <span class="count">3</span>', (await client.get(path)).text)
    async with c.client() as stranger:
        assert 'class="count"' not in (await stranger.get("/")).text.partition("<main")[0]
