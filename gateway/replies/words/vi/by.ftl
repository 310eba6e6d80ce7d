# Whose wish it is that an answer is not public.

by-citizen = người dân đề nghị
by-office = cơ quan thấy không phù hợp
