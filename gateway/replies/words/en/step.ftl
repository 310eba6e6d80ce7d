# What a person can do where a cause has no step of its own.

step-unknown = Mend the cause, then try it with ./gw check.
