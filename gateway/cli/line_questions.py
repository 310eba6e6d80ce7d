"""What each kind of line needs, asked on a terminal for `gw init` and `gw line add`."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.channels.aggregator import mapping
from gateway.channels.aggregator.options import OURS
from gateway.channels.calls import vendor
from gateway.cli import asking
from gateway.cli import sentences as say
from gateway.cli.asking import Question, ask_secret, choose
from gateway.domain import addresses
from gateway.domain.reasons import Reason, text
from gateway.settings.checks import LOOPBACK

__all__ = ["OTHERS", "ask_line"]

OTHERS = ("reply_line", "modem", "ring_modem")  # keys that name another line
LONGEST_NAME = 11  # letters of a name that texts come from (3GPP TS 23.040 §9.1.2.5)
MODEM = "modem"


def ask_line(question: Question) -> dict[str, Any]:
    """A line of any channel: the keys of its block, without those of the secrets. What is answered by another line is
    offered only where there is one."""
    kinds = {name: what for name, (what, _, _) in KINDS.items() if name != "calls" or _texting(question)}
    kind = choose(say.ASK_KIND, kinds, "mail", "  ")
    _, channel, own = KINDS[kind]
    if question.answers.get("channel") not in (None, channel):
        question.answers, question.secrets = {}, {}

    def fresh(answer: str) -> Reason | None:
        return say.ASK_NAME_TAKEN if answer in question.taken else asking.short_name(answer)

    question.ask("name", say.ASK_NAME, f"{question.unit['key']}-{kind}", fresh)
    question.answers |= {"channel": channel, "unit": question.unit["key"]}
    question.ask("owner", say.ASK_OWNER, str(question.unit["name"]))
    own(question)
    return dict(question.answers)


def _mailbox(q: Question) -> None:
    asking.mailbox(q)
    q.ask("start", say.ASK_OLD, "now", asking.start)


def _modem(q: Question) -> None:
    asking.modem(q)
    q.ask("start", say.ASK_OLD, "now", asking.start)


def _smpp(q: Question) -> None:
    """An account at a carrier's message centre."""
    _sender(q)
    host = q.ask("host", say.ASK_SMPP_HOST)
    q.answers["port"] = int(q.ask("port", say.ASK_SMPP_PORT, "2775", asking.port_number))
    ways = {"implicit": say.ASK_TLS, "plain": say.ASK_PLAIN}
    _pick(q, "tls", say.ASK_ENCRYPTED, ways, "plain" if host in LOOPBACK else "implicit")
    q.ask("user", say.ASK_SMPP_USER)
    q.secrets = {"password_file": ask_secret(say.ASK_PASSWORD)}


def _aggregator(q: Question) -> None:
    """An account at a provider that takes texts by HTTP, or hands them over: what its mapping wants."""
    found = {name: provider for name in OURS if (provider := mapping.load(name)) and (provider.send or _texting(q))}
    labels = {name: text(provider.name) for name, provider in found.items()}
    provider = found[_pick(q, "provider", say.ASK_PROVIDER, labels)]
    _sender(q)
    for name in sorted(provider.own_keys):
        q.ask(name, say.ASK_OF_PROVIDER(name=name))
    if provider.wants("user"):
        q.ask("user", say.ASK_PROVIDER_USER)
    q.secrets = {"secret_file": ask_secret(say.ASK_PROVIDER_SECRET)}
    if provider.send is None:
        _reply_line(q)


def _sender(q: Question) -> None:
    """What texts come from: a number, a short code, or a name."""

    def check(answer: str) -> Reason | None:
        urn = addresses.phone(answer)
        fits = urn.startswith("tel:+") or (urn.startswith("sms:") and len(urn) <= len("sms:") + LONGEST_NAME)
        return q.twice(urn) if fits else say.ASK_SENDER

    q.ask("number", say.ASK_TEXTS_FROM, check=check)


def _calls(q: Question) -> None:
    """A number that people call, and who tells of its calls."""
    q.ask("number", say.ASK_CALLED, check=asking.phone)
    _reply_line(q)
    vendors = {name: text(vendor.shipped(name).label) for name in vendor.NAMES if name != MODEM}
    if _modems(q):
        vendors[MODEM] = say.ASK_A_MODEM
    told_by = _pick(q, "vendor", say.ASK_VENDOR, vendors)
    q.secrets = {}
    of_vendor: Mapping[str, Callable[[Question], None]] = {"asterisk": _asterisk, "3cx": _tcp, MODEM: _of_modem}
    if ask := of_vendor.get(told_by):
        ask(q)


def _asterisk(q: Question) -> None:
    """Its Manager Interface, where it is to be asked."""
    if not q.ask("ami_host", say.ASK_AMI_HOST, "", lambda _: None):
        del q.answers["ami_host"]
        return
    q.answers["ami_port"] = int(q.ask("ami_port", say.ASK_AMI_PORT, "5038", asking.port_number))
    q.ask("ami_user", say.ASK_AMI_USER)
    q.secrets = {"ami_secret_file": ask_secret(say.ASK_AMI_SECRET)}


def _tcp(q: Question) -> None:
    port = q.ask("tcp_port", say.ASK_TCP_PORT, "", lambda answer: asking.port_number(answer) if answer else None)
    if port:
        q.answers["tcp_port"] = int(port)
    else:
        del q.answers["tcp_port"]


def _of_modem(q: Question) -> None:
    _pick(q, "modem", say.ASK_RINGS_AT, _modems(q))


def _modems(q: Question) -> Mapping[str, Reason]:
    """The lines with a modem: name -> number."""
    return {str(line["name"]): text(str(line["number"])) for line in q.lines if "driver" in line}


def _texting(q: Question) -> Mapping[str, Reason]:
    """The lines that can text: name -> number."""
    lines = (line for line in q.lines if "number" in line and not line.get("reply_line"))
    return {str(line["name"]): text(str(line["number"])) for line in lines}


def _reply_line(q: Question) -> None:
    """By which line its callers or writers are answered."""
    _pick(q, "reply_line", say.ASK_REPLY_LINE, _texting(q))


def _pick(q: Question, key: str, label: Reason, choices: Mapping[str, Reason], default: str = "") -> str:
    """One of some words, kept; what was chosen last time, else `default` or the first, where nothing is typed."""
    before = str(q.answers.get(key, default))
    q.answers[key] = choose(label, choices, before if before in choices else next(iter(choices)), "  ")
    return str(q.answers[key])


# By the word that chooses it: what it is, its channel, its own keys
KINDS: Mapping[str, tuple[Reason, str, Callable[[Question], None]]] = {
    "mail": (say.ASK_A_MAILBOX, "email", _mailbox),
    "sms": (say.ASK_A_MODEM, "sms", _modem),
    "smpp": (say.ASK_A_CENTRE, "smpp", _smpp),
    "aggregator": (say.ASK_A_PROVIDER, "aggregator", _aggregator),
    "calls": (say.ASK_A_HOTLINE, "calls", _calls),
}
