# One mail: why it stays where it is, cannot be read, cannot be written.

mail-too_large = thư lớn hơn max_bytes ({ $bytes } byte); mở hộp thư để đọc
mail-not_handed_over = máy chủ thư có báo thư này nhưng không giao ra
mail-partly_handed_over = máy chủ thư chỉ giao { $bytes } trong { $size } byte
mail-none_handed_over = máy chủ thư không giao thư nào ra
mail-fetch_broke = lần nào lấy thư này kết nối cũng đứt
mail-gone = không còn trong hộp thư
mail-no_header = đầu thư không có phần tiêu đề
mail-not_one_part = một thư có một phần, không phải { $n }
mail-no_ascii_address = người nhận không phải là một địa chỉ thư
mail-address_not_ascii = địa chỉ người nhận có chữ ngoài bảng ASCII, mà máy chủ gửi thư không nhận thư như vậy (SMTPUTF8)
mail-control_in_address = địa chỉ có ký tự điều khiển (bước { $step })
mail-break_in_header = dòng { $header } có xuống dòng hoặc NUL
mail-header_not_ascii = dòng { $header } có chữ ngoài ASCII chưa được mã hóa
mail-header_too_long = dòng { $header } dài hơn 998 byte
mail-no_message_id = không viết được Message-ID của thư
