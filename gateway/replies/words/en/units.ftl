# The register of units.

units-head = the head is no table's: units (key, name, parent), answers (unit, asks, answer), phrases (unit, name, words) or days (unit, day, kind)
units-twice = an earlier row has this key already: leave one of them out
units-key = a key has small letters, digits and hyphens only, 63 at most
units-no_unit = there is no unit { $name }, neither in this file, nor in the register, nor in config.toml: write its key, or take it in as well
units-no_person = there is no person { $name }: take them in first, by gw roster import
units-kind = a kind is one of { $kinds }, or empty
units-yes_or_no = this is yes, no, or empty: as the unit above
units-hours = office hours are written like 08:00-12:00 13:00-17:00, in their order
units-order = its last day is before its first
units-still_valid = who has successors has a last day: fill in valid_to
units-circle = this unit would stand under itself: change a parent
units-successors_circle = these successors lead back to this unit: change one of them
units-day_kind = a kind is off, working or known_until (which has no unit)
units-of_file = this unit stands in config.toml, which the register does not change: take it out here, or there
units-mail_of_line = this mailbox is read by the line { $line }: what we write to it would come in again; name another one
units-new = new: { $name }
units-changed = changed: { $name }{ $fields ->
    [blank] {""}
   *[other] {" "}({ $fields })
}
units-same = Nothing changes: { $rows } { $rows ->
    [one] row is
   *[other] rows are
} in the register already.
units-tried = { $n } changes of { $rows } rows would be kept; nothing was (--dry-run).
units-imported = { $n } changes of { $rows } rows are kept; every process takes them up within seconds.
units-right = Every unit has somebody who is responsible, and none that has ended has open cases or lines.
units-none = there is no unit { $name } that you may see
units-export_as = a table ({ $tables }) is written as .csv or .xlsx
units-exported = { $n } rows written to { $file }
