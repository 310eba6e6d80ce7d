# Why a worker process gave no answer.

reading-no_process = no worker process can be started
reading-took_longer = the worker process took longer than { $seconds } s
reading-process_died = the worker process died
reading-answer_garbled = the worker process answered what cannot be read
reading-failed = reading failed: { $error }
reading-not_read = not read
reading-not_understood = what the worker process read cannot be understood
