act-reason_missing = phải ghi lý do
