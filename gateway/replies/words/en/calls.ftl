# Records of calls.

calls-no_record = there is no record of a call in it
calls-too_many = more than { $most } records at once
calls-no_field = the record has no field that says which call it is ({ $names })
calls-time_not_read = a time ({ $names }) is not written as this kind of telephone system writes it
calls-foreign_record = no record of a call
calls-none_configured = There is no line { $line } that receives calls. { $hint }
calls-not_missed = { $case } is no case of missed calls, or is closed
calls-imported = { $n ->
    [one] 1 record is
   *[other] { $n } records are
 } noted on the line { $line }.
calls-imported_unread = { $n ->
    [one] 1 record is
   *[other] { $n } records are
 } noted on the line { $line }; { $unread } cannot be read, the page Calls says why.
calls-nothing_read = Nothing in it can be read as records of this telephone system, so nothing is kept: { $cause }.
calls-called_back = Noted: { $case } has been called back, the case is closed.
calls-not_reached = Noted: { $case } was called and not reached.
calls-footer = { $n ->
    [one] 1 person
   *[other] { $n } people
 } to be called back. What came of it: gw calls reached CODE, or with --not-reached
calls-port_not_opened = the TCP port { $port } for records of calls cannot be opened ({ $error })
    .step = Check tcp_host and tcp_port of the line, and which program has that port.
calls-ami_unreachable = no connection to Asterisk (AMI): { $error }
    .step = Check ami_host, ami_port, the firewall, and manager.conf (enabled, bindaddr).
calls-ami_refused = Asterisk refuses the AMI log-in
    .step = Check ami_user, ami_secret and the permit lines in manager.conf.
calls-ami_closed = Asterisk has closed the AMI connection
    .step = It is connected again by itself; for calls of that time read a file in: gw calls import.
calls-not_ami = what answers there is no AMI of Asterisk's
    .step = Check ami_host and ami_port (mostly 5038).
calls-listens = the TCP port { $port } takes records of calls
calls-may_listen = the TCP port { $port } is free: it opens when the gateway runs
calls-hears_modem = each call that rings at the modem of { $modem } is a missed one
calls-ami_well = Asterisk at { $host } lets the AMI user log in
