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
