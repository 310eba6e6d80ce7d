error-unforeseen = unforeseen: { $error }
    .step = Look for this time in the log, and send that part to who maintains the gateway. It is tried again by itself.
