act-reason_missing = this needs a reason
