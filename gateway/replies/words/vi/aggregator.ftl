# Nhà cung cấp nhận tin qua HTTP. `step`: người trực có thể làm gì.

-again = Hệ thống tự thử lại.
-network = Kiểm tra địa chỉ của nhà cung cấp, tường lửa, và nhà cung cấp có cho địa chỉ máy này vào không. { -again }
-account = Hỏi nhà cung cấp về tài khoản: số dư, tên thương hiệu, các mẫu tin đã duyệt, địa chỉ máy này.

aggregator-cannot_connect = không kết nối được nhà cung cấp tin nhắn ({ $error })
    .step = { -network }
aggregator-host_unknown = không kết nối được nhà cung cấp tin nhắn ({ $error })
    .step = Không tra được tên máy chủ: kiểm tra địa chỉ và DNS của máy này. { -again }
aggregator-not_tls = không kết nối được nhà cung cấp tin nhắn ({ $error })
    .step = Cổng này không nói TLS: kiểm tra địa chỉ.
aggregator-certificate_not_trusted = chứng thư của nhà cung cấp tin nhắn không đáng tin ({ $error })
    .step = Kiểm tra tên trong địa chỉ; nếu họ dùng chứng thư riêng, ghi tệp của nơi cấp vào ca_file.
aggregator-login_refused = nhà cung cấp tin nhắn từ chối đăng nhập (HTTP { $status })
    .step = Kiểm tra user và tệp của secret; có thể nhà cung cấp chỉ cho các địa chỉ khác của cơ quan vào.
aggregator-odd_status = nhà cung cấp tin nhắn trả lời khác dự kiến (HTTP { $status })
    .step = Kiểm tra địa chỉ trong khối của đường này hoặc trong provider_file. { -again }
aggregator-throttled = nhà cung cấp tin nhắn tạm thời không nhận thêm ({ $answer })
    .step = { -again } Nếu kéo dài, hỏi nhà cung cấp cho phép bao nhiêu yêu cầu.
aggregator-account_refused = nhà cung cấp hiện không gửi tin cho tài khoản này (mã { $answer })
    .step = { -account }
aggregator-probed = { $provider } trả lời sau { $ms } ms; tin đầu tiên sẽ cho biết đăng nhập đúng hay không
aggregator-probed_log_in = { $provider } chấp nhận đăng nhập, sau { $ms } ms

aggregator-not_taken_unclear = nhà cung cấp không nhận tin này (mã { $answer })
    .step = { -account }
aggregator-not_taken = nhà cung cấp hiện chưa nhận được tin này (mã { $answer })
aggregator-recipient_refused = nhà cung cấp không nhận số của người nhận (mã { $answer })
aggregator-message_refused = nhà cung cấp không nhận nội dung tin này (mã { $answer })
aggregator-perhaps_taken = có thể nhà cung cấp đã nhận tin: { $why }
aggregator-not_a_number = người nhận không phải là số có thể nhắn tin
aggregator-no_record = đây không phải tin hay báo cáo của nhà cung cấp tin nhắn
