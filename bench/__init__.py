"""How fast is it on this machine: `gw bench mail | sms | idle | city`, on real servers, with fsync on.

The gateway under test is the product's own lines and intake worker in one process, as `gw run` has them. Around it,
each in a process of its own: PostgreSQL, Valkey, Dovecot (or the simulator's mail server), an SMTP sink, modems'
children. What each figure means stands in docs/bench.md.
"""
