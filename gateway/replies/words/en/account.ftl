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
account-link = By this link, once and for three days, its person chooses how to log in, by password and phone or by passkey: { $link }
account-done = Done.
account-unchanged = It was so before; nothing is changed.
account-passkey_wrong = This passkey opens no account here. Try another one, or log in another way.
account-passkey_late = That took too long, or was used before. Press the button to try again.
account-passkey_copied = This passkey may have been copied, so it opens nothing any more. Tell whoever administers the accounts, log in another way, and remove it.
account-passkey_known = This passkey is known already.
account-passkey_unnamed = The passkey needs a name, of at most { $most } signs.
account-passkey_last = You log in by nothing else: make another passkey before you remove this one.
account-passkeys_full = A person has at most { $most } passkeys: remove those that are not used any more.
account-log_in_again = For safety, a passkey is made within the first { $minutes } minutes of a log-in. Log out and in again.
