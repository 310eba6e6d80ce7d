# Tổng đài nhắn tin nói bằng SMPP. `step`: người trực có thể làm gì.

-again = Hệ thống tự thử lại.
-network = Kiểm tra host, port và tls của đường này, tường lửa và VPN nếu nhà mạng yêu cầu; nhà mạng chỉ cho các địa chỉ đã đăng ký vào. { -again }
-account = Hỏi nhà mạng hoặc đơn vị cung cấp về tài khoản: số dư, tên hoặc số gửi, các mẫu tin đã duyệt.

smpp-cannot_connect = SMPP: không kết nối được tổng đài nhắn tin ({ $error })
    .step = { -network }
smpp-host_unknown = SMPP: không kết nối được tổng đài nhắn tin ({ $error })
    .step = Không tra được tên máy chủ: kiểm tra host và DNS của máy này. { -again }
smpp-not_tls = SMPP: không kết nối được tổng đài nhắn tin ({ $error })
    .step = Cổng này không nói TLS ngay từ đầu: hỏi nhà mạng cổng TLS, hoặc đặt tls = "plain" khi đi trong VPN.
smpp-certificate_not_trusted = SMPP: chứng thư của tổng đài nhắn tin không đáng tin ({ $error })
    .step = Kiểm tra tên trong host; nếu nhà mạng dùng chứng thư riêng, ghi tệp của nơi cấp vào ca_file.
smpp-login_refused = SMPP: tổng đài nhắn tin từ chối đăng nhập (command_status { $status })
    .step = Kiểm tra user, tệp mật khẩu và system_type; nhà mạng có thể đã khóa tài khoản hoặc chưa biết địa chỉ máy này.
smpp-already_bound = SMPP: tài khoản này đang có phiên ở nơi khác (command_status { $status })
    .step = Dừng chương trình khác đang đăng nhập bằng tài khoản này, hoặc chờ tổng đài nhận ra phiên cũ đã mất.
smpp-bind_refused = SMPP: tổng đài nhắn tin từ chối mở phiên (command_status { $status })
    .step = Báo nhà mạng mã này, thời điểm và tên tài khoản. { -again }
smpp-does_not_answer = SMPP: tổng đài nhắn tin không trả lời trong { $seconds } giây
    .step = { -network }
smpp-centre_closed = SMPP: tổng đài nhắn tin đã ngắt kết nối
    .step = { -network }
smpp-centre_unbound = SMPP: tổng đài nhắn tin đã kết thúc phiên
    .step = Có thể tổng đài đang bảo trì. { -again } Nếu kéo dài, hỏi nhà mạng.
smpp-not_smpp = SMPP: nơi trả lời không nói SMPP
    .step = Kiểm tra host và port, và cổng đó có cần TLS không (tls = "implicit").
smpp-probed = tổng đài { $centre }, trả lời sau { $ms } ms

smpp-throttled = tổng đài nhắn tin tạm thời không nhận thêm (command_status { $status })
    .step = Giảm window hoặc per_second theo mức hợp đồng cho phép. { -again }
smpp-sender_refused = tổng đài nhắn tin không nhận số hoặc tên gửi này (command_status { $status })
    .step = Đối chiếu number với số hoặc tên nhà mạng đã đăng ký cho tài khoản.
smpp-not_taken_unclear = tổng đài nhắn tin không nhận tin này (command_status { $status })
    .step = { -account }
smpp-not_taken = tổng đài nhắn tin hiện chưa nhận được tin này (command_status { $status })
smpp-recipient_refused = tổng đài nhắn tin không nhận số của người nhận (command_status { $status })
smpp-message_refused = tổng đài nhắn tin không nhận nội dung tin này (command_status { $status })
smpp-not_a_number = người nhận không phải là số có thể nhắn tin
smpp-perhaps_taken = tổng đài nhắn tin không trả lời: có thể đã nhận tin
smpp-pdu_not_read = đây không phải một deliver_sm đọc được
