# Why an ID token of the provider is not taken.

token-shape = What the provider sent cannot be read. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-algorithm = What the provider sent is not signed in a safe way. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-signature = The signature of what the provider sent is wrong. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-issuer = What was sent was made by another provider. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-audience = What was sent was made for another application. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-nonce = What was sent is no answer to this log-in. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-expired = What the provider sent has expired: the clocks of both servers may differ. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-early = What the provider sent bears a time to come: the clocks of both servers may differ. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-claims = What the provider sent lacks what it must say. You are not logged in; try again, and if it stays so tell whoever administers the accounts.
token-used = This log-out of the provider came before.
token-event = What the provider sent is no log-out.
