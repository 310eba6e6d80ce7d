server-no_system_user = cannot make the system user { $user }: { $error }
server-program_failed = { $program } failed ({ $status }): { $output }
server-not_started = { $program } does not start; { $file } says: { $output }
server-package_missing = the package { $package } is not installed; run ./gw once more, or name a server in config.toml
