# Emergency numbers, and what each is for.

call-111 = 111 (trẻ em)
call-113 = 113 (công an)
call-114 = 114 (cháy, cứu nạn)
call-115 = 115 (cấp cứu)
