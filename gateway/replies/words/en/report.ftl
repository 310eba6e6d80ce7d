# What a delivery report says.

report-delivered = delivered
report-delayed = delayed, tried further
report-failed = failed
report-complaint = the recipient calls it spam
report-relayed = relayed, nothing more will be reported
report-expanded = handed on to a list
report-read = read
