-- A delivery report asks for all attempts to its recipient, also for those that an earlier one spoke of ("still trying").

CREATE INDEX attempts_recipient ON attempts (line, recipient, opened_at);
