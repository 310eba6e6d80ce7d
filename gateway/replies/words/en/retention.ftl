# Persons' data is erased when its time is over: what `gw retention` says.

retention-off = No time is set ([retention] days in config.toml): nothing is erased.
retention-due = Due to be erased, of persons' data: { $cases } cases; of no case: { $messages } messages, { $outbox } mails and texts of ours, { $calls } calls.
retention-done = Erased, of persons' data: { $cases } cases; of no case: { $messages } messages, { $outbox } mails and texts of ours, { $calls } calls.
