# Vì sao ảnh không xem trước được.

photo-unreadable = không hiển thị được ảnh; xin lưu tệp về để xem
photo-too_large = ảnh quá lớn, không hiển thị được; xin lưu tệp về để xem
