# Handing mails over. `step`: what a person can do about it.

-again = Hệ thống tự thử lại.
-network = Kiểm tra mạng và tường lửa từ máy này tới máy chủ thư (imap_host, smtp_host và cổng của chúng); nhà cung cấp có thể đang bảo trì. { -again }

smtp-does_not_answer = SMTP: máy chủ thư không trả lời
    .step = { -network }
smtp-cannot_connect = SMTP: không kết nối được máy chủ thư ({ $error })
    .step = { -network }
smtp-connection_broke = SMTP: kết nối bị đứt ở bước { $step } ({ $error })
    .step = { -network }
smtp-server_closed = SMTP: máy chủ thư ngắt kết nối ở bước { $step }
    .step = { -network }
smtp-no_final_answer = SMTP: máy chủ thư không trả lời sau khi nhận thư ({ $error })
    .step = { -network }
smtp-host_unknown = SMTP: không kết nối được máy chủ thư ({ $error })
    .step = Không tra được tên máy chủ: kiểm tra imap_host, smtp_host có viết đúng không và DNS của máy này. { -again }
smtp-not_tls = SMTP: không kết nối được máy chủ thư ({ $error })
    .step = Cổng này không nói TLS ngay từ đầu: thử imap_tls hoặc smtp_tls = “starttls”, hoặc cổng khác (993, 465).
smtp-certificate_not_trusted = SMTP: chứng thư của máy chủ thư không đáng tin ({ $error }); kiểm tra tên máy chủ và khóa ca_file
    .step = Kiểm tra tên máy chủ có đúng tên trong chứng thư không; máy chủ dùng chứng thư nội bộ thì ghi tệp CA của nó vào khóa ca_file; chứng thư hết hạn thì báo người quản trị máy chủ thư.
smtp-login_refused = SMTP: máy chủ thư từ chối đăng nhập ({ $reply }); kiểm tra khóa user và mật khẩu
    .step = Đăng nhập hộp thư này bằng trình duyệt. Được thì ghi đúng mật khẩu vào tệp của password_file (Google: mật khẩu ứng dụng; Microsoft 365 không nhận mật khẩu: docs/MAILBOXES.md); không được thì hỏi người giữ hộp thư.
smtp-token_refused = SMTP: máy chủ thư từ chối mã truy cập ({ $reply })
    .step = Người dùng này có được gửi từ hộp thư không, hộp thư có bật gửi SMTP có xác thực không (Microsoft 365: mặc định tắt), sự đồng ý có gồm quyền gửi không? Rồi chạy lại ./gw login kèm tên đường tiếp nhận.
smtp-no_log_in_offered = SMTP: máy chủ thư không cho đăng nhập trên kết nối này
    .step = Máy chủ chuyển thư nhận thư không cần đăng nhập thì ghi smtp_auth = false; nếu không, thử smtp_tls = “starttls” (587) hoặc “implicit” (465).
smtp-refused_us = SMTP: máy chủ thư từ chối kết nối ({ $reply })
    .step = Máy chủ thư chặn máy này: kiểm tra địa chỉ IP có bị liệt vào danh sách chặn không, hỏi nhà cung cấp. { -again }
smtp-refused = SMTP: máy chủ thư từ chối ở bước { $step } ({ $reply })
    .step = Đọc câu trả lời của máy chủ ở trên: hạn mức trong ngày, quyền gửi bằng địa chỉ này, hoặc tài khoản bị khóa; hỏi nhà cung cấp. { -again }
