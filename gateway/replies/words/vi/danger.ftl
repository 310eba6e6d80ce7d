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
danger-child = trẻ em bị xâm hại
danger-jump = có người định nhảy xuống
danger-suicide = có ý định tự tử
danger-explosive = bom mìn, vật liệu nổ
danger-trapped = có người mắc kẹt
danger-lost_child = trẻ lạc
danger-lost_elder = người già, người lú lẫn đi lạc
danger-help = kêu cứu
