# Audit: what `gw audit` says and refuses.

audit-empty = Nothing is written there.
audit-whole = { $rows } rows: nobody has changed, removed or put in one. The head is { $head }
audit-no_head = Whether the end was cut off is only seen beside a head that was written down before: gw audit check --head HEAD.
audit-faults = { $n ->
    [one] 1 fault in { $rows } rows.
   *[other] { $n } faults in { $rows } rows.
}
audit-place = Place { $place }: { $fault } { $row }
audit-unchecked = { $n } rows were sealed by a key that is not on this machine: they were not looked at.
audit-unsealed = { $n } rows wait for their seal, the oldest since { $since }.
audit-cut = { $n } rows are deleted; the chain begins behind them.
audit-begun = The chain goes on by the key of this machine; health looks at it from here.
audit-too_young = Audit is kept for { $years } years ([data] audit_years): name an earlier date.
audit-nothing_sealed = Nothing was sealed since the last beginning.
audit-fault_changed = is not what was sealed, or one before it was taken away
audit-fault_removed = one or more rows are gone, before
audit-fault_inserted = was put in
audit-fault_reordered = stands in the place of the next one
audit-fault_backdated = says a time long before the row ahead of it
audit-fault_truncated = the head that was written down is not there any more
audit-fault_unnamed = rows were cut or a key was changed, and no row says so
