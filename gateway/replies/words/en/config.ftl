# What is wrong in a configuration: it stands behind the key (lines[2].imap_port) and says what to write instead.

config-at = { $place }: { $what }
config-wrong = { $problems }

# The file

config-not_there = there is no such file; name another one with --config, or let ./gw init write it
config-not_read = cannot be read: { $error }
config-not_utf8 = is not UTF-8 text; save it as UTF-8
config-not_toml = is not TOML at line { $line }, column { $column } ({ $error }); see whether a quote, a bracket or an = is missing there, or a name stands twice

# Tables and keys

config-unknown_key = unknown key; { $hint }
config-did_you_mean = did you mean { $name }?
config-there_is = there is: { $names }
config-there_is_none = there is none yet
config-former_name = is now called [{ $name }], which is there too; keep that one
config-not_a_table = must be a table: write [{ $name }] on a line of its own, its keys below
config-not_blocks = must be blocks: write [[{ $name }]] on a line of its own, its keys below
config-no_block = at least one [[{ $name }]] block is needed
config-missing = is missing; it must have a value
config-unit_missing = is missing; every line belongs to a unit: write unit = "…" with the key of a [[units]] block
config-owner_missing = is missing; name the person or office that looks after this line

# Values

config-not_true_or_false = must be true or false, without quotes
config-not_a_whole_number = must be a whole number, without quotes
config-not_a_number = must be a number, without quotes
config-not_text = must be text in quotes
config-not_a_list = must be a list in [brackets]
config-not_block = must be a block of its own: [[units.faq]]
config-empty = must not be empty
config-too_few_values = must have at least this many values: { $least }
config-too_many_values = must have at most this many values: { $most }
config-too_small = must be { $least } or more
config-too_large = must be { $most } or less
config-not_a_whole_number_between = must be a whole number from { $least } to { $most }, without quotes
config-not_a_number_between = must be a number from { $least } to { $most }, without quotes
config-not_one_of = must be one of { $choices }
config-not_like = must be like "{ $example }"
config-not_one_line = must be one line of text in quotes, without control characters
config-too_long = must be at most { $most } characters long, not { $length }
config-not_a_time_of_day = must be a time of day like "08:00"
config-not_a_start = must be "now", "all" or a date like "2026-11-01"
config-not_a_day = must be a day like "2027-05-01"
config-start_to_come = lies in the future, and what comes before it would be read by nobody; write "now"
config-not_spans_of_a_day = must be spans in the order of the day, each ending after it begins, at least one, like [["08:00", "12:00"]]
config-not_a_mail_address = must be one bare mail address like phuong@example.com
config-not_an_ascii_address = must be one bare mail address in ASCII like phananh@example.com
config-not_a_phone_number = must be one telephone number like +84912345678
config-not_a_number_of_vietnam = must be the SIM's number, like "+84590001022"
config-not_a_network = must be a network like "10.0.0.0/24" or "10.0.0.2/32"
config-not_a_name = must be small letters, digits and hyphens, like vanmieu-mail
config-not_a_module = must be the name of a Python module, like "our.zalo"
config-not_a_city = must be two capital letters, like HN
config-not_accepted = cannot be used ({ $kind }); write it as the shipped config.toml shows
config-no_such_time_zone = no time zone is called so; write one like "Asia/Ho_Chi_Minh"

# Secrets and files

config-secret_written = a secret is never written in this file; put it in a file of its own and name that in { $name }_file, or name an environment variable in { $name }_env
config-secret_missing = is missing; write the secret into a file (chmod 600) and name it here
config-both_sources = { $other } is given too; keep one of the two
config-variable_empty = the environment variable that it names is not set, or is empty
config-variable_of_more_lines = the environment variable that it names holds more than one line
config-no_such_file = there is no such file (looked for in { $directory }); here stands the name of a file, not what is in it
config-no_access = this user may not read it; see to the rights of the file, and of { $directory }
config-no_credentials_directory = $CREDENTIALS_DIRECTORY is not set: only a service of systemd with LoadCredential has it
config-not_a_file = { $file } is no file; name a file
config-no_such_directory = there is no such directory (looked for in { $directory }); make it, or mend its name
config-file_not_read = cannot read { $file }: { $error }
config-file_open_to_all = every user of this machine can read { $file }; run: chmod 600 { $file }
config-file_not_utf8 = { $file } is not UTF-8 text; save it as UTF-8
config-file_of_more_lines = { $file } holds more than one line; the secret must be its only line
config-file_empty = { $file } is empty; write the secret into it
config-url_scheme = the address there must begin with { $scheme }://
config-url_signs = the address there must be like { $scheme }://USER:PASSWORD@HOST/NAME; in user and password write @ : / ? # % as %40 %3A %2F %3F %23 %25

# Values that are right alone and wrong together

config-port_twice = { $other } has this port already; give each its own
config-directory_is_a_file = a file is there; name a directory
config-not_a_program = is no program that may be run; chmod +x it, or leave it empty
config-silence_too_long = must be less than [times] lease ({ $lease }): a successor must find the modem free
config-no_such_unit = neither a [[units]] block nor the register has this key; { $hint }
config-no_such_channel = no channel is called so; { $hint }
config-no_such_line = no line is called so; { $hint }
config-reply_line_does_not_send = { $line } does not send by itself; name a line that does
config-reply_line_missing = is missing: this line only receives; name the line by which its replies go
config-unit_twice = another unit has this key already
config-line_twice = another line is called so already
config-mail_of_line = is the mailbox of the line { $line }, where citizens' mails are read; name one that officers read, or leave it out
config-address_twice = has the same address as { $line } and reads the same; of a mailbox name each folder once, best all in folders of one line

# [channels], [console], [doors]

config-channel_not_imported = { $module } cannot be imported ({ $error }); put what is missing into the directory that [channels] directory names, or mend the name
config-channel_incomplete = { $module } is no channel: it lacks { $names }
config-channel_twice = { $module }: a channel called { $name } is there already
config-key_without_certificate = certificate_file and key_file go together; name both, or neither
config-not_a_file_of_terms = must be a TOML file of [[row]] blocks, written like gateway/domain/data/deadline_profiles.toml
config-wrong_row_of_terms = [[row]] number { $row }: { $key } is missing or wrong; the head of gateway/domain/data/deadline_profiles.toml says how it is written
config-not_an_address = must be an IP address of this machine: "127.0.0.1" is this machine only, "0.0.0.0" everywhere
config-not_a_public_url = must be https:// and a name, like "https://gateway.example.vn"
config-public_url_missing = is missing: write the address that browsers on other machines use, like "https://gateway.example.vn"
config-proxies_of_all = cannot be every address: whoever asked would say who it is; name the address of the proxy
config-console_without_tls = beyond this machine only with TLS, or behind a proxy that is named in proxies
config-certificate_not_loaded = the certificate and the key are no pair, or the key has a password ({ $error }); write both as PEM, the key without a password
config-doors_without_tls = beyond this machine only with TLS, or behind a proxy that is named in proxies
config-doors_for_nobody = name the networks that may ask; "0.0.0.0/0" means all
config-doors_without_token = beyond this machine only with a token, or with hmac_file
config-no_way_in = without passwords officers log in by a provider: name its issuer
config-not_an_issuer = write the issuer as its provider has it, like "https://sso.example.vn/realms/city"; without TLS to this machine only
config-claim_and_roles = role_claim and [[login.roles]] belong together: name both, or neither

# The keys of a mail line and of an SMS line

config-not_a_host = must be a bare host name like mail.example.com
config-plain_beyond_this_machine = "plain" goes to this machine only ({ $host } is another one); write "implicit"
config-not_a_server_name = must be one bare name like mail.example.com, as your server writes it
config-authserv_unnamed_alone = goes without authserv_id and authserv_headers: only one header counts
config-not_folders = must be a list of one to five different folders, like ["INBOX", "Junk"]; capital letters make no difference
config-folder_beside_folders = goes without folder; keep one of the two
config-no_openssl = needs the program openssl on this machine
config-not_an_archive = goes with keep_days, and must be another folder than those that are read, the one for junk among them
config-no_certificate_in_file = { $file } holds no certificate; save the authority's certificate as PEM (Base-64) or DER (.cer), not as .p7b or .pfx
config-certificate_not_pem = { $file } is no PEM; save the certificate as Base-64 (PEM)
config-oauth_tenant_missing = must name your organisation at Microsoft: its directory (tenant) ID, or its domain
config-oauth_client_secret_missing = is missing: an application that logs in by itself proves itself by its secret
config-oauth_token_file_missing = is missing; name the file that ./gw login writes, in a directory of the gateway's user
config-oauth_url = must begin with https://, for a secret is sent there
config-oauth_url_signs = is no address; write one like "https://sso.example.com/oauth/token", without blanks, a port from 1 to 65535
config-oauth_without_auth = must be "xoauth2", for this line names keys that begin with oauth_; a line with a password goes without them
config-oauth_grant_not_offered = Google offers no client_credentials for mail; write "refresh_token"
config-password_beside_oauth = goes without auth = "xoauth2"; keep one of the two (for sending alone: smtp_password_file)
config-smtp_auth_without_log_in = false goes without smtp_user and smtp_password_file; keep one of the two
config-no_such_driver = must be "at" (a modem) or "dummy" (a directory that plays one)
config-no_such_connection = must be "at" with the speed of the port, such as "at115200", or "at"
config-device_missing = must name the modem's terminal (best by its /dev/serial/by-id/… path), or the line names its imsi or imei: then the port is found by asking
config-device_of_which_modem = with a pattern the line must name the SIM's imsi or the modem's imei: the port is found by asking for it
config-not_an_imei = must be the modem's IMEI, 15 digits (on its label), or empty
config-imei_needless = is for a port that is found by asking: leave device empty, or make it a pattern like /dev/serial/by-id/*
config-imei_before_pin = must name the modem: a SIM that wants its PIN does not say which one it is before it has it
config-not_a_service_code = must be a service code such as "*101#", or empty
config-carrier_twice = stands in another block too: write all of one carrier into one
config-not_a_message_centre = the message centre's number begins with + and has 5 to 15 digits
config-not_quiet_hours = two times of day, like ["21:00", "07:00"], or [] for none
config-not_a_command = a list of words: the program and its arguments, like ["/usr/sbin/uhubctl", "-l", "1-1", "-p", "2", "-a", "cycle"]
config-not_an_imsi = must be the SIM's identity of 6 to 15 digits, or empty for any SIM

# What shows at the start

config-database_role_unknown = the server knows no role called { $name }; README says how the roles are made
config-data_not_usable = cannot use { $directory }: { $error }; start the gateway as the user who owns it
config-data_in_use = a gateway runs on { $directory } already (process { $pid }); stop that one, or name another directory
config-cluster_of_another_user = { $directory } belongs to user id { $user }; start the gateway as the user who made it
config-cluster_of_another_version = { $directory } is of PostgreSQL { $version }, this gateway brings { $ours }: back up with the old gateway, restore here
config-not_written = cannot write { $file }: { $error }; start the gateway as the user who owns the directory
config-port_taken = port { $port } is taken by another program; choose another
config-no_line_called = no line is called { $name }; { $hint }
config-address_taken = { $address } is taken by another program; write another port
config-address_not_usable = { $address } cannot be used: { $error }; write another one
config-not_a_sender = must be a number (+84…), a short code, or a name of at most 11 letters that the carrier has registered
config-ca_file_without_tls = only with tls = "implicit"
config-not_an_aggregator_sender = must be the brand name or number that the provider has registered
config-no_such_provider = must be one of { $names }; or name a mapping of your own in provider_file
config-provider_beside_file = provider and provider_file exclude each other
config-not_a_mapping = is not a mapping of a provider: look at { $place } (docs/AGGREGATORS.md)
config-not_https = must begin with https://, for log-in data travels there; http:// to this machine only
config-not_a_call_mapping = no file that says where a telephone system's records say what: { $error } (docs/CALLS.md)
config-ami_without_login = ami_host wants ami_user and ami_secret_file
