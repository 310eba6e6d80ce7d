# Bảng của cơ quan.

table-too_large = tệp quá lớn: tối đa 16 MB
table-not_read = không đọc được bảng này: hãy lưu thành “CSV UTF-8” hoặc sổ tính (.xlsx)
