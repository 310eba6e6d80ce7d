# What of a person must not stand in a public text.

personal-mail = địa chỉ thư điện tử
personal-number = số điện thoại
personal-card = số giấy tờ hoặc tài khoản
personal-plate = biển số xe
personal-name = tên người gửi
personal-code = mã vụ việc
