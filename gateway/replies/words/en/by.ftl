# Whose wish it is that an answer is not public.

by-citizen = the citizen's
by-office = the office's
