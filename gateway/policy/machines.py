"""Rules for what is no citizen's message, or may be none: reports, machines, forms, bulk, adverts. None is ever
answered.

What has a machine's form is automatic. What only bears signs of one is held, so that a person looks: once for a
message, or once for all of its sender or list (`Facts.decided`). Danger to life in what is held tells the duty officer
all the same.
"""

from dataclasses import replace

from gateway.domain import addresses
from gateway.domain.model import Decision, Dmarc, Outcome, Purpose
from gateway.domain.model.names import RuleName
from gateway.domain.reasons import Reason
from gateway.policy import reasons as why
from gateway.policy.inputs import PolicyInput
from gateway.policy.intents import Intent
from gateway.policy.joining import Place
from gateway.policy.placing import cased


def report(r: PolicyInput) -> Decision | None:
    """A delivery report or DSN. Where no network vouches for its sender, anybody can write one: it acts only with the
    Message-ID of a mail of ours, which none but its recipient and the servers on the way can know, and only about that
    recipient. One that its words alone make a report may be a letter after all: with danger to life in it, a person
    looks."""
    if r.message.kind != "report":
        return None
    acts = r.traits.proves_sender or (r.message.report is not None and r.message.report.is_about(r.facts.reported))
    if acts:
        return Decision(outcome=Outcome.REPORT, rule="report", reasons=r.message.signs)
    if r.content.danger and any(sign.code == "sign.words_of_report" for sign in r.message.signs):
        return _held(r, "maybe_machine", r.message.signs)
    return Decision(
        outcome=Outcome.REPORT,
        rule="report",
        reasons=(why.FOREIGN_REPORT, *r.message.signs),
        flags=("foreign_report",),
    )


def own_address(r: PolicyInput) -> Decision | None:
    """Our own words come back, lie on the SIM as a text that was sent from it, or someone writes in our name: never
    answered."""
    if "submit" in r.message.flags:
        return Decision(outcome=Outcome.AUTOMATIC, rule="own_address", reasons=(why.OWN_TEXT,))
    if r.message.sender not in r.facts.own_addresses or _is_own_form(r):
        return None
    return Decision(outcome=Outcome.AUTOMATIC, rule="own_address", reasons=(why.OWN_LINE,))


def form(r: PolicyInput) -> Decision | None:
    """A website's form writes for a person: a person says whether it is one. Danger to life is a case at once; but what
    somebody typed as Reply-To proves nothing, and nothing goes there by itself."""
    if "form" not in r.message.flags and not _is_own_form(r):
        return None
    if not r.content.danger:
        return Decision(outcome=Outcome.HELD, rule="form", reasons=(why.FORM,))
    where = Place(outcome=Outcome.CASE, reason=why.FORM)
    found = cased(
        r, "form_emergency", where, reasons=(why.danger(r.content.danger),), urgent=True, kind=r.content.secret
    )
    withheld = (f"{Purpose.EMERGENCY}: form",)
    return replace(found, sender=_behind_form(r), withheld=withheld)


def _is_own_form(r: PolicyInput) -> bool:
    """The website sends its form through the unit's own mailbox, with the citizen in Reply-To. What comes back of our
    own mails bears our Message-ID, or says that it is automatic."""
    if r.message.kind != "message" or r.message.sender not in r.facts.own_addresses or r.facts.own_message:
        return False
    automatic = any(sign.code == "sign.auto_submitted" for sign in r.message.signs)
    return not automatic and bool(_behind_form(r))


def _behind_form(r: PolicyInput) -> str:
    """The first Reply-To that is not ours."""
    return next((urn for urn in r.message.reply_to if urn not in r.facts.own_addresses), "")


def automatic(r: PolicyInput) -> Decision | None:
    """A responder's mail, or a bounce's that says nothing that can be read: proven by its form (RFC 3834, RFC 6522)."""
    if r.message.kind != "automatic":
        return None
    return Decision(outcome=Outcome.AUTOMATIC, rule="automatic", reasons=r.message.signs)


def officer_reply(r: PolicyInput) -> Decision | None:
    """It answers a notice that went to an officer. Whoever else answers it, and what nobody can say to be the
    officer's, acts on nothing and is told nothing: a person looks. Nor does what a machine may have written."""
    if not r.facts.answers_notice:
        return None
    signs = () if r.facts.decided == "person" else r.message.signs
    if r.facts.answers_notice == "others":
        return _held(r, "officer_reply", (why.NOTICE_OF_OTHERS, *signs))
    if r.message.dmarc is not Dmarc.PASS or signs:
        return _held(r, "officer_reply", (why.NOTICE_UNPROVEN, *signs))
    if r.content.intent is Intent.AUTOREPLY:
        return Decision(outcome=Outcome.AUTOMATIC, rule="officer_reply", reasons=(why.AUTOREPLY,))
    return Decision(outcome=Outcome.OFFICER_REPLY, rule="officer_reply", reasons=(why.ANSWERS_NOTICE,))


def machine_sender(r: PolicyInput) -> Decision | None:
    """A short code or brand name: operators, banks; or an operator's notice of voice mail, in whoever's name. Nobody
    there reads an answer."""
    if "message_waiting" in r.message.flags:
        return Decision(outcome=Outcome.SYSTEM, rule="machine_sender", reasons=(why.VOICE_MAIL,))
    if not addresses.is_short_or_alpha(r.message.sender):
        return None
    otp = r.content.has_password
    reason = why.ONE_TIME_PASSWORD if otp else why.SHORT_SENDER
    return Decision(outcome=Outcome.SYSTEM, rule="machine_sender", reasons=(reason,), keep_text=not otp)


def nobody(r: PolicyInput) -> Decision | None:
    """Nobody can be named who wrote it: a person looks."""
    return None if r.message.sender else _held(r, "nobody", (why.NO_SENDER,))


def bulk(r: PolicyInput) -> Decision | None:
    """Mail that a scanner scored as spam, header bombs: a person looks, nobody is answered."""
    found = tuple(reason for flag, reason in why.MARKED.items() if flag in r.message.flags)
    return _held(r, "bulk", found) if found else None


def maybe_machine(r: PolicyInput) -> Decision | None:
    """Signs of a machine that persons' mail bears too: a webmail's, a shared mailbox's, a rule's that forwards."""
    return _unless_decided(r, "maybe_machine", r.message.signs) if r.message.signs else None


def one_time_password(r: PolicyInput) -> Decision | None:
    """A one-time password from an ordinary number: the count is kept, the words are not."""
    if r.traits.threads or not r.content.is_password:
        return None
    return Decision(outcome=Outcome.SYSTEM, rule="one_time_password", reasons=(why.ONE_TIME_PASSWORD,), keep_text=False)


def advert(r: PolicyInput) -> Decision | None:
    """An advert, a scam, a file that wants to be opened: held, never refused, for it may be a citizen's after all."""
    if not r.content.advert or r.thread is not None or r.own is not None:
        return None
    return _unless_decided(r, "advert", (why.suspected(r.content.advert),))


def _unless_decided(r: PolicyInput, rule: RuleName, reasons: tuple[Reason, ...]) -> Decision | None:
    """Held, unless a person has decided what this sender or list is."""
    if r.facts.decided == "person":
        return None
    if r.facts.decided == "machine":
        return Decision(outcome=Outcome.AUTOMATIC, rule="decided", reasons=reasons)
    return _held(r, rule, reasons)


def _held(r: PolicyInput, rule: RuleName, reasons: tuple[Reason, ...]) -> Decision:
    """Held for a person; danger to life makes it urgent."""
    urgent = bool(r.content.danger)
    reasons = (why.danger(r.content.danger), *reasons) if urgent else reasons
    return Decision(outcome=Outcome.HELD, rule=rule, reasons=reasons, urgent=urgent)
