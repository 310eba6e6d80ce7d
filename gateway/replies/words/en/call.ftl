# Emergency numbers, and what each is for.

call-111 = 111 (children)
call-113 = 113 (police)
call-114 = 114 (fire, rescue)
call-115 = 115 (ambulance)
