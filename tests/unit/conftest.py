"""How fast a property is shown is not for a busy machine to judge: no deadline for one example."""

from hypothesis import settings

settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")
