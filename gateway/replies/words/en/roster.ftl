# The roster.

roster-not_utf8 = the file is not UTF-8: save it as “CSV UTF-8”
roster-head = the head is no table's: persons (key, name, phone), shifts (line, person, role) or absences (person, since, until)
roster-column = there is no such column in this table
roster-empty = this cell is empty
roster-key = a key has small letters, digits, dots and hyphens only
roster-unknown = there is none of this name: take persons in first; lines and units stand in config.toml
roster-phone = this is no telephone number
roster-mail = this is no mail address
roster-role = a role is duty, stand_in or head
roster-weekdays = weekdays are digits from 1 (Monday) to 7 (Sunday), such as 1-5 or 67; empty: working days
roster-time = a time is written like 07:30
roster-day = a day is written like 2026-11-27 or 27/11/2026
roster-order = it ends before it begins
roster-imported = { $file }: { $n ->
    [one] 1 row is
   *[other] { $n } rows are
 } taken in.
roster-self = nobody stands in for themselves
roster-gone = there is no such row in the roster, or it is gone already
roster-removed = { $name } is taken out of the roster.
