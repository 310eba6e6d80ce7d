# What endangers life.

danger-fire = cháy
danger-explosion = nổ
danger-gas = rò rỉ khí gas
danger-electricity = nguy hiểm về điện
danger-water = nguy hiểm về nước
danger-violence = bạo lực
danger-accident = tai nạn
danger-collapse = sập đổ
danger-medical = cấp cứu
