# Logging in to a mailbox by access token. `step`: what a person can do about it.

-again = It is tried again by itself.
-login = Run ./gw login with the line's name, and agree as somebody who may read this mailbox.
-file = See to the file of oauth_token_file and its directory: the user of the gateway must be able to read and replace it.

oauth-not_logged_in = nobody has let the gateway into this mailbox yet
    .step = { -login }
oauth-consent_ended = the consent to read this mailbox has ended or was taken back ({ $error })
    .step = { -login }
oauth-client_refused = the provider does not accept this application ({ $error }); check oauth_client_id, oauth_client_secret_file, oauth_tenant and oauth_scope
    .step = Ask whoever registered the application: does its secret still hold, and may it read and send mail? At Microsoft a secret ends after two years at the latest.
oauth-unreachable = { $host } cannot be reached ({ $error })
    .step = See to the network and firewall from here to { $host }, port 443; a proxy is named in the variable HTTPS_PROXY. { -again }
oauth-odd_answer = { $host } gave no answer that can be used (HTTP { $status })
    .step = The provider may be under maintenance; if it lasts, see whether oauth_token_url is right. { -again }
oauth-file_open_to_others = other users of this machine can read { $file }; run: chmod 600 { $file }
    .step = { -file }
oauth-file_not_read = { $file } cannot be used ({ $error })
    .step = { -file }
oauth-file_not_written = { $file } cannot be written ({ $error })
    .step = { -file }
oauth-file_locked = another process keeps { $file }
    .step = { -again }

oauth-needs_no_consent = This line needs no such log-in: only one with auth = "xoauth2" and oauth_grant = "refresh_token" does.
oauth-no_device_url = This provider offers no log-in by code: ask for a refresh token as its pages say, and write it into { $file } (chmod 600).
oauth-visit = In a browser, on any machine, open { $page } and type { $code_shown } within { $left }. Log in there as somebody who may read the mailbox of { $user }, and agree.
oauth-denied = The page says that this was not agreed to; nothing was changed.
oauth-too_late = Nobody agreed in time; run the command once more.
oauth-no_refresh_token = The provider gave a token that cannot be renewed; oauth_scope must ask for it (Microsoft: offline_access).
oauth-stored = Done: { $file } holds the consent, and the gateway renews it by itself. Try it: ./gw check

oauth-token = the access token is good for { $left } and renewed by itself
oauth-token_and_consent = the access token is good for { $left } and renewed by itself; the consent is { $age } old and ends by the provider's rules
oauth-token_and_consent_until = the access token is good for { $left } and renewed by itself; the consent ends in { $ends }: run ./gw login before then
