# Accounts: what is refused.

account-wrong = Name, password or code is wrong. A code opens once: wait for the next one.
account-wait = Too many tries. Wait { $seconds } s, then try again.
account-password_length = A password has at least { $least } and at most { $most } signs.
account-password_easy = This password is easy to guess: take several words that only you put together.
account-passwords_differ = The two passwords are not the same.
account-old_password_wrong = The password until now is wrong.
account-code_wrong = The code is wrong. Take the one that the phone shows now, and look whether the phone's clock is right.
account-link_used_up = This link was used already, is too old, or is wrong. Whoever gave it gives another.
account-in_use = Somebody can log in already: log in, and add persons there.
account-unknown = Nobody has the log-in name { $login }.
account-login_taken = The log-in name { $login } is taken.
account-login_shape = A log-in name is made of small letters without marks, digits, dots, hyphens and underscores: nguyen.lan.
account-name_missing = The full name is missing, or too long.
account-unit_unknown = No unit is called { $unit }.
account-none = Nobody has an account. Open the link of ./gw console, or type ./gw people add.
account-link = By this link, once and for three days, a password is chosen and a phone connected: { $link }
account-done = Done.
account-unchanged = It was so before; nothing is changed.
