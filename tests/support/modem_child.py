"""The modules of a modem's child, as the child has them: they import each other by their bare names."""

import sys
from typing import TYPE_CHECKING

from gateway.channels.sms import process

if TYPE_CHECKING:
    from gateway.channels.sms import commands, line_filter, port, port_probe, sim, sim_state, unasked
else:
    sys.path.append(str(process.CHILD.parent))
    import commands
    import line_filter
    import port
    import port_probe
    import sim
    import sim_state
    import unasked

__all__ = ["commands", "line_filter", "port", "port_probe", "sim", "sim_state", "unasked"]
