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
run-nobody_to_come_in = gw: nobody has an account yet, so the pages answer on this machine only; make the first one by the link of ./gw console, then start again
run-stopping = gw: stopping
run-reloaded = The configuration is right ({ $units } units, { $lines } lines); every process that runs reads it now.
