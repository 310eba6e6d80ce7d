# What stands in a public text in the place of what is a person's.

mask-mail = [thư điện tử]
mask-number = [số điện thoại]
mask-card = [số giấy tờ]
mask-plate = [biển số]
