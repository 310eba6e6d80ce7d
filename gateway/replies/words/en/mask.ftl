# What stands in a public text in the place of what is a person's.

mask-mail = [mail address]
mask-number = [telephone number]
mask-card = [number of a document]
mask-plate = [number plate]
