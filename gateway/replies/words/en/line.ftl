# A line as a whole. `step`: what a person can do about it.

line-no_sign_of_life = no sign of life: the process that should read this line has stopped, or stands still
    .step = Look into the log of the process that holds it, then start it again: ./gw run (or ./gw run --lines NAME).
line-ended = the line ended by itself
    .step = Mostly a connection that was cut. If it comes back often, look into the log. It is tried again by itself.
line-stopping = stopping
    .step = The gateway is stopping or starting anew.
line-server_answers_slowly = the server answers slowly: what waits for its last word has taken all places
    .step = See whether the mail server is overloaded or its scanner slow; ask the provider. It is tried again by itself.
