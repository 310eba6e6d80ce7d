"""What a modem says of its SIM, in numbers, in words and in makers' own ways."""

import pytest

from tests.support.modem_child import port, sim, sim_state

SAID = {
    "+CPIN: READY": "",
    "+CPIN: SIM PIN": "pin",
    "+CPIN: SIM PUK": "puk",
    "+CPIN:SIM PIN": "pin",
    "+CPIN: PH-NET PIN": "phone",
    "+CPIN: PH-SIM PIN": "phone",
    "+CPIN: SIM PIN2": "",  # only of the second PIN
    "+CPIN: NOT INSERTED": "absent",
    "+CPIN: SIM REMOVED": "absent",
    "+CPIN: NOT READY": "busy",
}
REFUSED = {
    "+CME ERROR: 10": "absent",
    "+CME ERROR: SIM not inserted": "absent",
    "+CME ERROR:11": "pin",
    "+CME ERROR: SIM PIN required": "pin",
    "+CME ERROR: 12": "puk",
    "+CME ERROR: 13": "failed",
    "+CME ERROR: SIM failure": "failed",
    "+CME ERROR: 14": "busy",
    "+CME ERROR: SIM busy": "busy",
    "+CME ERROR: 15": "wrong",
    "+CME ERROR: 3": "refused",
    "+CME ERROR: operation not allowed": "refused",
    "+CMS ERROR: 310": "absent",
    "+CMS ERROR: 316": "puk",
    "+CMS ERROR: 500": "",
    "+CME ERROR: 4": "",
    "ERROR": "",
    "OK": "",
    "": "",
}


def test_what_is_said_of_the_sim_is_known() -> None:
    assert {said: sim_state.of_pin([said], "OK") for said in SAID} == SAID
    assert {said: sim_state.of_pin([], said) for said in REFUSED} == REFUSED


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (["+CEREG: 0,1"], "HomeNetwork"),
        (["+CEREG: 2,5,\"0001\",\"0000ABCD\",7"], "RoamingNetwork"),
        (["+CEREG: 1"], "HomeNetwork"),
        (["+CEREG: 0,6"], "HomeNetwork"),
        (["+CEREG: 0,2"], "RequestingNetwork"),
        (["+CEREG: 0,3"], "RegistrationDenied"),
        (["+CEREG: 0,4"], None),
        (["+CREG: 0,1"], None),
        ([], None),
    ],
)  # fmt: skip
def test_registration_with_lte_is_told_by_a_command_of_its_own(lines: list[str], state: str | None) -> None:
    assert sim_state.of_registration("+CEREG", lines) == state


# What gammu knows of CREG and CGREG, what the modem says of CREG, CGREG, CEREG -> the state of the line
NETWORKS: list[tuple[list[str | None], tuple[int, int, int], str | None]] = [
    (["HomeNetwork", None], (1, 0, 0), "HomeNetwork"),
    (["NoNetwork", "NoNetwork"], (0, 0, 1), "HomeNetwork"),
    (["NoNetwork", "NoNetwork"], (0, 0, 2), "RequestingNetwork"),
    (["RegistrationDenied", "NoNetwork"], (3, 0, 2), "RegistrationDenied"),
    ([None, None], (3, 3, 3), "RegistrationDenied"),  # gammu stops at a modem that does not know AT+CGATT
    ([None, None], (0, 0, 0), "NoNetwork"),
    ([None, None], (1, 0, 0), "HomeNetwork"),
    ([None, None], (4, 4, 4), None),
]


@pytest.mark.parametrize(("known", "said", "state"), NETWORKS)
def test_the_network_that_serves_counts_and_else_the_plainest_refusal(
    known: list[str | None], said: tuple[int, int, int], state: str | None
) -> None:
    answers = {f"AT{name}?": f"{name}: 1,{n}" for name, n in zip(("+CREG", "+CGREG", "+CEREG"), said, strict=True)}
    answers["AT+CFUN?"] = "+CFUN: 1"

    class Asked(port.Port):
        def __init__(self) -> None:
            """Without a port."""

        def ask(self, command: str, seconds: float) -> port.Answer:
            return port.Answer([answers[command]], "OK")

    assert sim.network(Asked(), list(known)) == state


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("+CPINR: SIM PIN,2,3", 2),
        ('+CPINR: "SIM PIN",3,3', 3),
        ("+CPINR: SIM PUK,10,10", None),
        ('+QPINC: "SC",1,10', 1),
        ("+SPIC: 3,10,0,10", 3),
        ("^CPIN: SIM PIN,,10,2,10,3", 2),
    ],
)
def test_each_makers_way_tells_how_many_pins_are_left(line: str, left: int | None) -> None:
    found = [int(match[1]) for _, pattern in sim_state.TRIES if (match := pattern.match(line))]
    assert found == ([] if left is None else [left])


@pytest.mark.parametrize(
    ("line", "off"), [("+CFUN: 0", True), ("+CFUN:4", True), ("+CFUN: 1", False), ("+CFUN: 1,0", False)]
)
def test_a_radio_that_is_switched_off_is_told_from_one_that_is_on(line: str, off: bool) -> None:
    assert sim_state.is_off([line]) is off
