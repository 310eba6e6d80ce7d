"""Whoever writes in another's name, and whoever may: what joins, what is answered, what officers see."""

import asyncio
from pathlib import Path

from gateway.domain import codes
from gateway.local.simulator import CITIZEN, mail
from gateway.ops import health
from gateway.services import code_guessing
from tests.support import running
from tests.support.running import Gateway, until

OURS = "mx.village.example"
PROVING = {"vanmieu-mail": {"authserv_id": OURS}}
PASS = f"{OURS}; dmarc=pass header.from=village.example"
FAIL = f"{OURS}; dmarc=fail (p=reject) header.from=village.example"
WORDS = "Rác đổ trộm ở đầu phố, đề nghị phường cho dọn."


async def decided(g: Gateway, subject: str) -> dict[str, object]:
    """What became of the mail with this subject."""
    rows = await until(
        lambda: g.rows(
            "SELECT m.*, c.code FROM messages m LEFT JOIN cases c ON c.id = m.case_id WHERE m.subject = $1", subject
        )
    )
    found: dict[str, object] = rows[0]
    return found


async def victim(g: Gateway) -> tuple[str, str]:
    """A citizen has a case: its code, and the Message-ID of our acknowledgement."""
    await until(lambda: g.contacted("vanmieu-mail"))
    g.mail("Ho ga", "Hố ga trước nhà tôi mất nắp.", Authentication_Results=PASS)
    (ours,) = await until(g.inbox)
    return str((await decided(g, "Ho ga"))["code"]), str(ours["Message-ID"])


FORGED = {  # From, and what stands on top
    "no verdict": (CITIZEN, ""),
    "fail": (CITIZEN, FAIL),
    "another server": (CITIZEN, "evil.example; dmarc=pass header.from=village.example"),
    "our name in a comment": (CITIZEN, f"({PASS}) evil.example; dmarc=pass header.from=village.example"),
    "a longer name": (CITIZEN, f"{OURS}.evil.example; dmarc=pass header.from=village.example"),
    "local part": (CITIZEN, f"{OURS}; spf=pass smtp.mailfrom=dmarc=pass@evil.example; dmarc=none"),
    "reason": (CITIZEN, f'{OURS}; spf=pass reason="x; dmarc=pass header.from=village.example"'),
    "comment": (CITIZEN, f"{OURS}; spf=pass (dmarc=pass header.from=village.example)"),
    "twice": (CITIZEN, f"{PASS}; dmarc=pass header.from=village.example"),
    "no domain": (CITIZEN, f"{OURS}; dmarc=pass"),
    "another domain": (CITIZEN, f"{OURS}; dmarc=pass header.from=evil.example"),
    "below ours": (CITIZEN, f"{OURS}; none\r\nAuthentication-Results: {PASS}"),
    "address in a comment": (f"evil@evil.example (<{CITIZEN}>)", f"{OURS}; dmarc=pass header.from=evil.example"),
    "address in quotes": (f'"{CITIZEN}" <other@village.example>', PASS),
    "two addresses": (f"{CITIZEN}, other@village.example", PASS),
    "two From": (f"other@village.example\r\nFrom: {CITIZEN}", PASS),
    "two brackets": (f"<{CITIZEN}> <other@village.example>", PASS),
    "an open comment": (f"{CITIZEN} (", PASS),
}


async def test_nobody_joins_a_citizens_case_in_their_name(tmp_path: Path, db_url: str) -> None:
    limits = {"unproven_per_line_hour": 0}
    async with running.gateway(tmp_path, db_url, mailboxes=PROVING, limits=limits) as g:
        code, ours = await victim(g)
        for name, (author, verdict) in FORGED.items():
            top = f"Authentication-Results: {verdict}\r\n" if verdict else ""
            for how, evidence in {"code": f"[{code}]", "thread": ""}.items():
                if how == "thread" and name not in ("fail", "two addresses", "two From", "two brackets"):
                    continue  # who knows our Message-ID and is not known to be forged may be the citizen
                reply = f"In-Reply-To: {ours}\r\n" if how == "thread" else ""
                forged = f"{top}From: {author}\r\nSubject: {name} {how} {evidence}\r\n{reply}\r\nToi muon rut don\r\n"
                mail.deliver(g.mails, running.MAILBOX, forged.encode())
        n = len(FORGED) + 4
        rows = await until(
            lambda: g.rows("SELECT subject, outcome, case_id FROM messages WHERE id > 1 OFFSET $1", n - 1)
        )
        rows = await g.rows("SELECT subject, outcome, flags, case_id FROM messages WHERE subject <> 'Ho ga'")
        (own,) = await g.rows("SELECT id FROM cases WHERE code = $1", code)
        assert [row["subject"] for row in rows if row["outcome"] != "case" or row["case_id"] == own["id"]] == []
        linked = await g.rows("SELECT 1 FROM case_links WHERE other_id = $1", own["id"])
        assert len(linked) == n, "officers see each of them beside the case"
        await g.settled()
        assert len(g.inbox()) == 1, "nobody is answered but the citizen, once"
        # The citizen themselves, proven: joined, by the code alone.
        g.mail(f"[{code}] anh", "Tôi gửi thêm ảnh hiện trường.", Authentication_Results=PASS)
        assert (await decided(g, f"[{code}] anh"))["outcome"] == "follow_up"


async def test_an_honest_citizen_without_a_record_is_answered_and_a_forged_one_is_not(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, mailboxes=PROVING) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        honest = {
            result: f"{OURS}; spf=pass; dmarc={result} header.from=village.example"
            for result in ("none", "bestguesspass", "temperror", "permerror")
        } | {
            "no word": f"{OURS}; spf=pass; dkim=pass",
            "no policy": FAIL.replace("p=reject", "p=none"),
            "over a list": f"{OURS}; arc=pass; dmarc=fail (p=reject) header.from=village.example",
        }
        for name, verdict in honest.items():
            g.mail(
                name, WORDS, sender=f"citizen+{name.replace(' ', '')}@village.example", Authentication_Results=verdict
            )
        g.mail("forged", WORDS, sender="citizen+forged@village.example", Authentication_Results=FAIL)
        spam = "X-Spam-Flag: YES\r\nFrom: citizen+spam@village.example\r\nSubject: spam\r\n\r\nXem gia moi nhat\r\n"
        mail.deliver(g.mails, running.MAILBOX, spam.encode())
        forged, held = await decided(g, "forged"), await decided(g, "spam")
        await until(lambda: len(g.inbox()) == len(honest))
        await g.settled()
        assert len(g.inbox()) == len(honest)
        assert (forged["outcome"], forged["withheld"]) == ("case", ["acknowledgement: dmarc_fail"])
        assert (held["outcome"], held["reasons"], held["case_id"]) == ("held", [{"code": "policy.spam"}], None)


async def test_sixty_forged_addresses_in_a_minute_do_not_make_us_write_to_sixty_strangers(
    tmp_path: Path, db_url: str
) -> None:
    limits = {"unproven_per_line_hour": 12, "unproven_per_domain_hour": 5}
    async with running.gateway(tmp_path, db_url, mailboxes=PROVING, limits=limits) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        others = ["citizen+1@village.example", *(f"nguoidan{n}@example.com" for n in range(30))]
        for n, sender in enumerate([*others, *(f"nguoidan{n}@gmail.com" for n in range(30))]):
            g.mail(f"v{n}", WORDS, sender=sender, Authentication_Results=f"{OURS}; none")
        await until(lambda: g.rows("SELECT 1 FROM messages OFFSET 60"))
        rows = await g.rows(
            "SELECT split_part(recipient, '@', 2) AS domain, count(*) AS n FROM outbox WHERE unproven GROUP BY 1"
        )
        sent = {row["domain"]: row["n"] for row in rows}
        assert len(await g.rows("SELECT 1 FROM cases")) == 61, "each is a case"
        assert sum(sent.values()) == 12, "never more of one line in an hour, however many workers decide at once"
        assert sent["example.com"] <= 5, "of a domain"
        assert sent["gmail.com"] <= 12, "which is nobody's where anybody may have an address"
        found = await health.look(g.db, g.context, None)
        assert [(one.key, one.subject) for one in found.findings if one.key == "bounded"] == [
            ("bounded", "vanmieu-mail")
        ]
        # Who is proven waits for nobody.
        g.mail("proven", WORDS, sender="citizen+9@village.example", Authentication_Results=PASS)
        assert (await decided(g, "proven"))["withheld"] == []


async def test_one_address_is_written_to_twice_a_day_where_nobody_can_say_whose_it_is(
    tmp_path: Path, db_url: str
) -> None:
    async with running.gateway(tmp_path, db_url, limits={"unproven_per_sender_day": 2}) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        for n in range(3):
            g.mail(f"v{n}", f"{WORDS} {n}", sender="nguoidan@example.com")
            await decided(g, f"v{n}")
        withheld = await g.rows("SELECT withheld, flags FROM messages ORDER BY id")
        assert [row["withheld"] for row in withheld] == [[], [], ["acknowledgement: unproven_per_sender_day"]]
        assert "bounded" in withheld[2]["flags"]


async def test_what_strangers_had_us_write_is_not_held_against_the_citizen(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, mailboxes=PROVING) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        for n in range(4):
            g.mail(f"v{n}", f"{WORDS} {n}")
            await decided(g, f"v{n}")
        for n in range(2):
            g.mail(f"own{n}", f"{WORDS} {n}", Authentication_Results=PASS)
            assert (await decided(g, f"own{n}"))["withheld"] == []


async def test_emergencies_in_strangers_names_have_a_ceiling_and_the_duty_officer_knows_of_each(
    tmp_path: Path, db_url: str
) -> None:
    limits = {"unproven_emergencies_per_line_hour": 2, "unproven_per_line_hour": 0}
    async with running.gateway(tmp_path, db_url, mailboxes=PROVING, limits=limits) as g:
        await until(lambda: g.contacted("vanmieu-mail"))
        for n in range(5):
            g.mail(f"chay {n}", f"Cháy nhà số {n}, có người mắc kẹt!", sender=f"citizen+{n}@village.example")
        await until(lambda: g.rows("SELECT 1 FROM cases WHERE urgent OFFSET 4"))
        assert len(await g.rows("SELECT 1 FROM outbox WHERE purpose = 'emergency'")) == 2
        duty = await g.rows("SELECT template, count(*) AS n FROM notices WHERE audience = 'duty' GROUP BY 1 ORDER BY 1")
        assert duty == [{"template": "alert", "n": 5}, {"template": "emergency_ceiling", "n": 1}]


async def test_guessing_is_a_finding_and_one_alert(tmp_path: Path, db_url: str) -> None:
    limits = {"guesses_per_sender_hour": 8}
    async with running.gateway(tmp_path, db_url, limits=limits) as g:
        await until(lambda: g.contacted("vanmieu-sms"))
        for n in range(12):
            g.text(f"TT {codes.make('HN', bytes([n]), b'guess')}")
        await until(lambda: g.rows("SELECT 1 FROM messages WHERE rule = 'unknown_code' OFFSET 11"))
        assert "guessing" in [one.key for one in (await health.look(g.db, g.context, None)).findings]
        await until(lambda: g.rows("SELECT 1 FROM notices WHERE audience = 'operator' AND key LIKE 'guessing:%'"))
        await asyncio.gather(*(code_guessing.watch(g.db, g.context) for _ in range(3)))
        assert len(await g.rows("SELECT 1 FROM notices WHERE audience = 'operator'")) == 1
        assert len(await g.rows("SELECT 1 FROM outbox WHERE purpose = 'unknown_code'")) == 5, "then silence"
