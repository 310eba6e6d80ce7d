"""The SIM: whether it is there, its number of the subscriber, and its PIN with the tries that are left."""

from dataclasses import dataclass

PIN_TRIES, PUK_TRIES = 3, 10  # ETSI TS 102 221 §9.5.1


@dataclass(slots=True)
class Sim:
    """One SIM in its modem. `pin`: what it wants at each start, "" where it is open."""

    imsi: str = "452040000000001"
    centre: str = "+84900000000"
    pin: str = ""
    puk: str = "12345678"
    present: bool = True
    open: bool = False  # its PIN has been given since the modem started
    pin_tries: int = PIN_TRIES
    puk_tries: int = PUK_TRIES

    @property
    def wants(self) -> str:
        """What AT+CPIN? says of it (3GPP TS 27.007 §8.3)."""
        if not self.pin or self.open:
            return "READY"
        return "SIM PIN" if self.pin_tries else "SIM PUK"

    def cme(self) -> int | None:
        """The "+CME ERROR" of what needs the SIM now (3GPP TS 27.007 §9.2); None where it may be used."""
        return 10 if not self.present else {"READY": None, "SIM PIN": 11, "SIM PUK": 12}[self.wants]

    def cms(self) -> int | None:
        """The "+CMS ERROR" likewise (3GPP TS 27.005 §3.2.5)."""
        return 310 if not self.present else {"READY": None, "SIM PIN": 311, "SIM PUK": 316}[self.wants]

    def enter(self, code: str, new: str = "") -> int | None:
        """A PIN, or the PUK with a new PIN: the "+CME ERROR", None where it was taken."""
        if not self.present:
            return 10
        if self.wants == "SIM PUK":
            if code != self.puk or not new:
                self.puk_tries -= 1
                return 16
            self.pin = new
        elif code != self.pin:
            self.pin_tries -= 1
            return 16
        self.open, self.pin_tries = True, PIN_TRIES
        return None
