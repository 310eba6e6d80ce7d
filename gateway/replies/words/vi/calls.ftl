# Records of calls.

calls-no_record = không có bản ghi cuộc gọi nào trong đó
calls-too_many = hơn { $most } bản ghi một lần
calls-no_field = bản ghi thiếu trường cho biết đó là cuộc gọi nào ({ $names })
calls-time_not_read = không đọc được thời điểm ({ $names }) theo mẫu của loại tổng đài này
calls-foreign_record = không phải bản ghi cuộc gọi
calls-none_configured = Không có đường nào tên { $line } nhận cuộc gọi. { $hint }
calls-not_missed = { $case } không phải vụ việc về cuộc gọi nhỡ, hoặc đã kết thúc
calls-imported = Đã nhập { $n } bản ghi vào đường { $line }.
calls-imported_unread = Đã nhập { $n } bản ghi vào đường { $line }; { $unread } bản ghi không đọc được, lý do ở trang Cuộc gọi.
calls-called_back = Đã ghi: { $case } đã gọi lại được, vụ việc kết thúc.
calls-not_reached = Đã ghi: { $case } đã gọi lại nhưng chưa gặp.
calls-footer = { $n } người cần được gọi lại. Ghi kết quả: gw calls reached MÃ, hoặc thêm --not-reached
calls-port_not_opened = không mở được cổng TCP { $port } cho bản ghi cuộc gọi ({ $error })
    .step = Kiểm tra tcp_host và tcp_port của đường, và chương trình nào đang dùng cổng đó.
calls-ami_unreachable = không kết nối được Asterisk (AMI): { $error }
    .step = Kiểm tra ami_host, ami_port, tường lửa, và manager.conf (enabled, bindaddr).
calls-ami_refused = Asterisk từ chối đăng nhập AMI
    .step = Kiểm tra ami_user, ami_secret và dòng permit trong manager.conf.
calls-ami_closed = Asterisk đã đóng kết nối AMI
    .step = Hệ thống tự kết nối lại; cuộc gọi trong lúc đó xin nhập bằng tệp: gw calls import.
calls-not_ami = nơi đó không phải AMI của Asterisk
    .step = Kiểm tra ami_host và ami_port (thường là 5038).
calls-listens = cổng TCP { $port } đang nhận bản ghi cuộc gọi
calls-may_listen = cổng TCP { $port } còn trống: mở khi hệ thống chạy
calls-hears_modem = mỗi cuộc gọi đến modem của { $modem } là một cuộc gọi nhỡ
calls-ami_well = Asterisk ở { $host } cho đăng nhập AMI
