"""Deadlines: how long what must happen to a case may take, how time is counted, when somebody is reminded. Pure."""
