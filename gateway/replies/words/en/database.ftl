database-no_tables = this database holds no gateway's tables
database-does_not_answer = the database does not answer ({ $error })
database-in_use = a gateway works on this database ({ $sessions } sessions): stop it before a restore
database-not_empty = the database is not empty ({ $tables } …): restore needs an empty one, or a new data directory
