# Why a number is not reached.

number-lost = a probe of ours did not come in
number-rang = a call of ours rang, nobody took it
number-busy = a call of ours found it busy
number-refused = a call of ours did not get through
