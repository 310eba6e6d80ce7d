# What an actor may not do.

access-other_unit = this is another unit's
access-role = you have no right to do this
access-restricted = this case is seen by few
