runfile-not_written = cannot write { $file }: { $error }; the directory must be writable for the user who starts the gateway
runfile-not_running = no gateway runs on { $directory }: start it with ./gw run, or name the right file with --config
