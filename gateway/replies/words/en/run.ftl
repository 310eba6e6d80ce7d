# What the processes of `gw run` say of themselves.

run-cannot_start = { $path }: the gateway cannot start:
run-running = gw: running. The page: { $page }   To stop: Ctrl-C
run-running_to_try = gw: running. The page: { $page }   To try it: ./gw demo   To stop: Ctrl-C
run-running_parts = gw: running: { $parts }   To stop: Ctrl-C
run-part_line = line { $names }
run-part_lines = lines { $names }
run-part_intake = an intake worker
run-part_page = the page { $page }
run-part_doors = the doors on port { $port }
run-nobody_to_come_in = gw: nobody is on the list of persons yet, so the pages answer on this machine only; ./gw roster import, then start again
run-stopping = gw: stopping
