# What `gw check` says of the database roles' log-ins and of the virus scanner.

check-role = { $login } đăng nhập được, có đúng các quyền của vai trò, không hơn
check-role_before_start = { $login } đăng nhập được; chưa có bảng nào: lần khởi động đầu tiên tạo bảng và cấp quyền
check-role_is_owner = { $login } là chủ các bảng: được làm mọi việc, không chỉ việc của vai trò
    .advice = Tạo tài khoản riêng cho vai trò này như README hướng dẫn, hoặc bỏ địa chỉ của nó khỏi [database].
check-role_lacks = { $login } đăng nhập được nhưng thiếu quyền: { $rights }
    .advice = Khởi động hệ thống: mỗi lần khởi động, chủ sở hữu cấp lại quyền cho các vai trò. Nếu đang chạy, xem có đúng là cùng một cơ sở dữ liệu không.
check-role_has_more = { $login } đăng nhập được và có nhiều quyền hơn vai trò cần: { $rights }
    .advice = Quyền cấp thẳng được thu lại ở lần khởi động sau; quyền có từ nơi khác (superuser, thành viên của vai trò khác, PUBLIC) phải tự thu lại.
check-role_refused = tài khoản { $login } bị từ chối đăng nhập
    .advice = Sửa tên hoặc mật khẩu ở { $role }_url_file hoặc { $role }_url_env trong [database]; README hướng dẫn cách tạo các vai trò.
check-role_no_database = không có cơ sở dữ liệu này
    .advice = { $role }_url_file hoặc { $role }_url_env phải trỏ đến cùng cơ sở dữ liệu với url_file hoặc url_env trong [database].
check-role_failed = không thử được ({ $error })
    .advice = PostgreSQL có chạy ở đó không, địa chỉ ở { $role }_url_file hoặc { $role }_url_env trong [database] có đúng không?
check-scanner = { $program } quét được; mẫu virus lúc { $made }, đã { $age }
check-scanner_undated = { $program } quét được; không cho biết mẫu virus có từ bao giờ
check-scanner_old = { $program } quét được, nhưng mẫu virus từ { $made }, đã { $age }
    .advice = Cập nhật mẫu virus: freshclam có chạy không (systemctl status clamav-freshclam), có kết nối được tới máy chủ cập nhật không?
check-scanner_down = { $cause }
    .advice = clamd có chạy không (systemctl status clamav-daemon), mục [scanner] có đúng không, người dùng này có mở được socket không? Tệp đính kèm chờ đến khi nó trả lời.
