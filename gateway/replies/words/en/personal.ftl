# What of a person must not stand in a public text.

personal-mail = a mail address
personal-number = a telephone number
personal-card = the number of a document or an account
personal-plate = a number plate
personal-name = the sender's name
personal-code = the code of a case
