"""What may be wrong in a configuration. Words: config.ftl of the catalogue; `key` and `label` of a mistake: Problem.

No value holds what was written in the file, which may be a secret: only names of keys, blocks and modules, limits,
examples, and paths that are there. Numbers are text, as TOML has them in every language.
"""

from gateway.domain.reasons import code

# --- the file --------------------------------------------------------------------------------------------------------

NOT_THERE = code("config.not_there")()
NOT_READ = code("config.not_read", "error")
NOT_UTF8 = code("config.not_utf8")()
NOT_TOML = code("config.not_toml", "line", "column", "error")

# --- tables and keys -------------------------------------------------------------------------------------------------

UNKNOWN_KEY = code("config.unknown_key", "hint")
MEANT = code("config.did_you_mean", "name")
THERE_IS = code("config.there_is", "names")
THERE_IS_NONE = code("config.there_is_none")()
FORMER_NAME = code("config.former_name", "name")
NOT_TABLE = code("config.not_a_table", "name")
NOT_BLOCKS = code("config.not_blocks", "name")
NO_BLOCK = code("config.no_block", "name")
MISSING = code("config.missing")()
NO_UNIT_GIVEN = code("config.unit_missing")()
NO_OWNER_GIVEN = code("config.owner_missing")()

# --- values ----------------------------------------------------------------------------------------------------------

NOT_FLAG = code("config.not_true_or_false")()
NOT_WHOLE = code("config.not_a_whole_number")()
NOT_NUMBER = code("config.not_a_number")()
NOT_TEXT = code("config.not_text")()
NOT_LIST = code("config.not_a_list")()
NOT_BLOCK = code("config.not_block")()
EMPTY = code("config.empty")()
TOO_FEW = code("config.too_few_values", "least")
TOO_MANY = code("config.too_many_values", "most")
TOO_SMALL = code("config.too_small", "least")
TOO_LARGE = code("config.too_large", "most")
NOT_WHOLE_BETWEEN = code("config.not_a_whole_number_between", "least", "most")
NOT_BETWEEN = code("config.not_a_number_between", "least", "most")
NOT_ONE_OF = code("config.not_one_of", "choices")
NOT_LIKE = code("config.not_like", "example")
NOT_ONE_LINE = code("config.not_one_line")()
TOO_LONG = code("config.too_long", "most", "length")
NOT_CLOCK = code("config.not_a_time_of_day")()
NOT_START = code("config.not_a_start")()
NOT_DAY = code("config.not_a_day")()
START_TO_COME = code("config.start_to_come")()
NOT_SPANS = code("config.not_spans_of_a_day")()
NOT_QUIET = code("config.not_quiet_hours")()
NOT_MAIL = code("config.not_a_mail_address")()
NOT_PHONE = code("config.not_a_phone_number")()
NOT_NETWORK = code("config.not_a_network")()
NOT_NAME = code("config.not_a_name")()
NOT_MODULE = code("config.not_a_module")()
NOT_CITY = code("config.not_a_city")()
NOT_ACCEPTED = code("config.not_accepted", "kind")  # a kind of pydantic's that no key has today
NO_ZONE = code("config.no_such_time_zone")()

# --- secrets and files -----------------------------------------------------------------------------------------------

SECRET_WRITTEN = code("config.secret_written", "name")
SECRET_MISSING = code("config.secret_missing")()
BOTH_SOURCES = code("config.both_sources", "other")
VARIABLE_EMPTY = code("config.variable_empty")()
VARIABLE_MANY_LINES = code("config.variable_of_more_lines")()
NO_FILE = code("config.no_such_file", "directory")
NO_ACCESS = code("config.no_access", "directory")
NO_CREDENTIALS = code("config.no_credentials_directory")()
NOT_A_FILE = code("config.not_a_file", "file")
NO_DIRECTORY = code("config.no_such_directory", "directory")
FILE_NOT_READ = code("config.file_not_read", "file", "error")
FILE_OPEN = code("config.file_open_to_all", "file")
FILE_NOT_UTF8 = code("config.file_not_utf8", "file")
FILE_MANY_LINES = code("config.file_of_more_lines", "file")
FILE_EMPTY = code("config.file_empty", "file")
URL_SCHEME = code("config.url_scheme", "scheme")
URL_SIGNS = code("config.url_signs", "scheme")

# --- values that are right alone and wrong together ------------------------------------------------------------------

PORT_TWICE = code("config.port_twice", "other")
DIRECTORY_IS_FILE = code("config.directory_is_a_file")()
NOT_RUNNABLE = code("config.not_a_program")()
SILENCE_TOO_LONG = code("config.silence_too_long", "lease")
NO_UNIT = code("config.no_such_unit", "hint")
NO_CHANNEL = code("config.no_such_channel", "hint")
NO_LINE = code("config.no_such_line", "hint")
REPLY_LINE_DEAF = code("config.reply_line_does_not_send", "line")
NO_REPLY_LINE = code("config.reply_line_missing")()
UNIT_TWICE = code("config.unit_twice")()
LINE_TWICE = code("config.line_twice")()
MAIL_OF_LINE = code("config.mail_of_line", "line")
CARRIER_TWICE = code("config.carrier_twice")()
ADDRESS_TWICE = code("config.address_twice", "line")

# --- [channels] ------------------------------------------------------------------------------------------------------

CHANNEL_NOT_IMPORTED = code("config.channel_not_imported", "module", "error")
CHANNEL_INCOMPLETE = code("config.channel_incomplete", "module", "names")
CHANNEL_TWICE = code("config.channel_twice", "module", "name")

# --- [console], [doors] ----------------------------------------------------------------------------------------------

NOT_TERMS_FILE = code("config.not_a_file_of_terms")()
WRONG_TERM_ROW = code("config.wrong_row_of_terms", "row", "key")
NOT_ADDRESS = code("config.not_an_address")()
NOT_PUBLIC_URL = code("config.not_a_public_url")()
NO_PUBLIC_URL = code("config.public_url_missing")()
PROXIES_OF_ALL = code("config.proxies_of_all")()
CONSOLE_WITHOUT_TLS = code("config.console_without_tls")()
KEY_OR_CERTIFICATE = code("config.key_without_certificate")()
DOORS_WITHOUT_TLS = code("config.doors_without_tls")()
DOORS_FOR_NOBODY = code("config.doors_for_nobody")()
DOORS_WITHOUT_TOKEN = code("config.doors_without_token")()

# --- [login] ---------------------------------------------------------------------------------------------------------

NO_WAY_IN = code("config.no_way_in")()
NOT_ISSUER = code("config.not_an_issuer")()
CLAIM_AND_ROLES = code("config.claim_and_roles")()
