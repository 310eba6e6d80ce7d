# Reading a mailbox. `step`: what a person can do about it.

-again = Hệ thống tự thử lại.
-network = Kiểm tra mạng và tường lửa từ máy này tới máy chủ thư (imap_host, smtp_host và cổng của chúng); nhà cung cấp có thể đang bảo trì. { -again }
-odd = Máy chủ thư trả lời không như chuẩn. Lặp lại nhiều lần thì xem nhật ký và hỏi nhà cung cấp. { -again }
-login = Đăng nhập hộp thư này bằng trình duyệt. Được thì ghi đúng mật khẩu vào tệp của password_file (Google: mật khẩu ứng dụng; Microsoft 365 không nhận mật khẩu: docs/MAILBOXES.md); không được thì hỏi người giữ hộp thư.

imap-does_not_answer = IMAP: máy chủ thư không trả lời
    .step = { -network }
imap-no_answer_in_time = IMAP: máy chủ thư không trả lời kịp
    .step = { -network }
imap-cannot_connect = IMAP: không kết nối được máy chủ thư ({ $error })
    .step = { -network }
imap-server_closed = IMAP: máy chủ thư ngắt kết nối
    .step = { -network }
imap-host_unknown = IMAP: không kết nối được máy chủ thư ({ $error })
    .step = Không tra được tên máy chủ: kiểm tra imap_host, smtp_host có viết đúng không và DNS của máy này. { -again }
imap-not_tls = IMAP: không kết nối được máy chủ thư ({ $error })
    .step = Cổng này không nói TLS ngay từ đầu: thử imap_tls hoặc smtp_tls = “starttls”, hoặc cổng khác (993, 465).
imap-certificate_not_trusted = IMAP: chứng thư của máy chủ thư không đáng tin ({ $error }); kiểm tra tên máy chủ và khóa ca_file
    .step = Kiểm tra tên máy chủ có đúng tên trong chứng thư không; máy chủ dùng chứng thư nội bộ thì ghi tệp CA của nó vào khóa ca_file; chứng thư hết hạn thì báo người quản trị máy chủ thư.
imap-server_refused = IMAP: máy chủ thư từ chối kết nối
    .step = { -odd }
imap-sends_too_much = IMAP: máy chủ thư gửi nhiều hơn hẳn phần được hỏi; kết nối đã bị cắt
    .step = { -odd }
imap-closed = IMAP: kết nối đã bị đóng
    .step = { -odd }
imap-failed = IMAP: kết nối bị lỗi ({ $error })
    .step = { -odd }
imap-search_failed = IMAP: lệnh SEARCH bị trả lời { $answer }
    .step = { -odd }
imap-mailbox_made_anew = IMAP: hộp thư vừa được tạo lại; đang đọc lại từ đầu
    .step = { -odd }
imap-login_unavailable = IMAP: máy chủ thư tạm thời không kiểm tra được đăng nhập
    .step = { -odd }
imap-login_refused = IMAP: máy chủ thư từ chối đăng nhập; kiểm tra khóa user và mật khẩu
    .step = { -login }
imap-login_too_many_connections = IMAP: máy chủ thư từ chối đăng nhập vì hộp thư này đang có quá nhiều kết nối
    .step = { -login }
imap-login_mailbox_full = IMAP: máy chủ thư từ chối đăng nhập vì hộp thư đã đầy
    .step = { -login }
imap-login_password_expired = IMAP: máy chủ thư từ chối đăng nhập vì mật khẩu đã hết hạn
    .step = { -login }
imap-token_refused = IMAP: máy chủ thư từ chối mã truy cập
    .step = Người dùng này có được đọc hộp thư không (hộp thư chung: quyền truy cập đầy đủ), hộp thư có bật IMAP không, sự đồng ý có gồm IMAP không? Rồi chạy lại ./gw login kèm tên đường tiếp nhận.
imap-mailbox_not_connected = IMAP: máy chủ thư cho đăng nhập nhưng không mở hộp thư
    .step = Với hộp thư dùng chung: người đăng nhập (người đã đồng ý, hoặc ứng dụng) đã được toàn quyền chưa? Khóa user có phải là hộp thư ấy, và IMAP đã bật chưa? Nếu trước đây vẫn chạy thì có thể máy chủ đang gặp sự cố: hệ thống tự thử lại.
imap-no_starttls = IMAP: máy chủ thư không chuyển sang mã hóa
    .step = Thử imap_tls = “implicit” (cổng 993), hoặc hỏi nhà cung cấp dùng cách nào.
imap-folder_not_opened = IMAP: máy chủ thư không mở được thư mục; kiểm tra khóa folder
    .step = Kiểm tra khóa folder: đúng tên thư mục như máy chủ gọi, tài khoản có quyền đọc thư mục đó không.
imap-no_such_folder = IMAP: máy chủ thư không mở được thư mục { $folder }; ở đó có { $there }
    .step = Ghi folder hoặc folders đúng như tên trên máy chủ, hoặc tạo thư mục bằng chương trình thư; tài khoản này có được đọc không?
imap-no_archive_folder = IMAP: không có thư mục như khóa archive_folder ghi
    .step = Tạo thư mục đó bằng chương trình thư, hoặc ghi đúng tên như máy chủ gọi.
imap-cannot_remove = IMAP: máy chủ không gỡ được từng thư riêng (UIDPLUS) nên không theo được keep_days
    .step = Ghi keep_days = 0, và dọn hộp thư bằng chương trình thư.
imap-no_uidvalidity = IMAP: máy chủ thư không cho UIDVALIDITY nên không đọc an toàn được
    .step = Máy chủ thư này trái chuẩn IMAP (RFC 3501) nên đọc có thể mất thư: báo nhà cung cấp, hoặc chuyển hộp thư.
imap-probed = thư mục { $folder }; IMAP và SMTP đều cho đăng nhập
imap-probed_relay = thư mục { $folder }; IMAP chấp nhận đăng nhập, SMTP nhận thư không cần đăng nhập: theo địa chỉ của máy này
imap-probed_by_token = thư mục { $folder }; IMAP và SMTP đều cho đăng nhập; { $token }
imap-probed_by_token_until = thư mục { $folder }; IMAP và SMTP đều cho đăng nhập; { $token }; bí mật của ứng dụng có hiệu lực đến { $end }
