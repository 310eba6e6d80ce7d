"""Rules for what is no citizen's message: reports, machines, bulk, adverts. None of them is ever answered."""

from gateway import addresses
from gateway.model import Decision, Outcome
from gateway.policy.reading import Reading

_NAMES = ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster")


def report(r: Reading) -> Decision | None:
    """A delivery report or DSN on something of ours."""
    if r.message.kind != "report":
        return None
    return Decision(outcome=Outcome.REPORT, rule="report", reasons=r.message.signs)


def own_address(r: Reading) -> Decision | None:
    """Our own words come back, or someone writes in our name: never answered."""
    if r.message.sender not in r.facts.own_addresses:
        return None
    return Decision(outcome=Outcome.AUTOMATIC, rule="own_address", reasons=("the sender is one of our own lines",))


def form(r: Reading) -> Decision | None:
    """A website's form writes for a person: a person says whether it is one."""
    if "form" not in r.message.flags:
        return None
    return Decision(outcome=Outcome.HELD, rule="form", reasons=("From is a machine, Reply-To may be a person",))


def automatic(r: Reading) -> Decision | None:
    """A machine's mail, by its signs (RFC 3834 and what others write instead) or its name."""
    local = r.message.sender.removeprefix("mailto:").partition("@")[0]
    if r.message.kind != "automatic" and not (r.message.sender.startswith("mailto:") and local.startswith(_NAMES)):
        return None
    return Decision(outcome=Outcome.AUTOMATIC, rule="automatic", reasons=r.message.signs or ("the sender's name",))


def machine_sender(r: Reading) -> Decision | None:
    """A short code or brand name: operators, banks. Nobody there reads an answer."""
    if not addresses.is_short_or_alpha(r.message.sender):
        return None
    otp = r.content.has_password
    reason = "one-time password" if otp else "short code or alphanumeric sender"
    return Decision(outcome=Outcome.SYSTEM, rule="machine_sender", reasons=(reason,), keep_text=not otp)


def nobody(r: Reading) -> Decision | None:
    """Nobody can be named who wrote it: a person looks."""
    if r.message.sender:
        return None
    return Decision(outcome=Outcome.HELD, rule="nobody", reasons=("no sender can be read",))


def bulk(r: Reading) -> Decision | None:
    """List mail, mail that a scanner scored as spam, header bombs: a person looks, nobody is answered."""
    found = tuple(flag for flag in ("list", "spam", "bomb") if flag in r.message.flags)
    return Decision(outcome=Outcome.HELD, rule="bulk", reasons=found) if found else None


def one_time_password(r: Reading) -> Decision | None:
    """A one-time password from an ordinary number: the count is kept, the words are not."""
    if not r.is_sms or not r.content.is_password:
        return None
    return Decision(outcome=Outcome.SYSTEM, rule="one_time_password", reasons=("one-time password",), keep_text=False)


def advert(r: Reading) -> Decision | None:
    """An advert, a scam, a file that wants to be opened: held, never refused, for it may be a citizen's after all."""
    if not r.content.advert or r.thread is not None or r.own is not None:
        return None
    return Decision(outcome=Outcome.HELD, rule="advert", reasons=(r.content.advert,))
