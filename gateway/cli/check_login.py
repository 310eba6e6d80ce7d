"""What `gw check` asks of the provider by which officers log in. Words: check.ftl of the catalogue."""

from gateway.cli.result import Result
from gateway.domain.actor import EVERY_UNIT
from gateway.domain.errors import NotAllowed
from gateway.domain.reasons import code
from gateway.settings.config import Config

__all__ = ["of_login"]

ADVICE = ("advice",)
LOGIN = code("check.login", "host", "keys", "back", "log_out", parts=ADVICE)
LOGIN_WRONG = code("check.login_wrong", "cause", parts=ADVICE)
LOGIN_NO_UNIT = code("check.login_no_unit", "units", parts=ADVICE)


async def of_login(config: Config) -> list[Result]:
    """Whether the provider says who it is and by which keys it signs; nothing where none is configured."""
    if not config.login.issuer:
        return []
    from gateway.services.accounts import openid
    from gateway.services.accounts.openid_provider import Provider

    provider = Provider(config.login)
    try:
        keys = len((await provider.keys()).keys)
    except NotAllowed as refusal:
        return [Result(name="login", ok=False, reason=LOGIN_WRONG(cause=refusal.reason))]
    if unknown := {row.unit for row in config.login.roles} - {EVERY_UNIT, *config.units}:
        return [Result(name="login", ok=False, reason=LOGIN_NO_UNIT(units=", ".join(sorted(unknown))))]
    back, log_out = (f"{config.console.page}{path}" for path in (openid.BACK, openid.LOG_OUT))
    return [Result(name="login", ok=True, reason=LOGIN(host=config.login.host, keys=keys, back=back, log_out=log_out))]
