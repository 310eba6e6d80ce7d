# Đăng nhập hộp thư bằng mã truy cập (access token). `step`: người vận hành có thể làm gì.

-again = Hệ thống tự thử lại.
-login = Chạy ./gw login kèm tên đường tiếp nhận, rồi đồng ý bằng tài khoản được phép đọc hộp thư này.
-file = Kiểm tra tệp của oauth_token_file và thư mục chứa nó: người dùng chạy hệ thống phải đọc và thay được tệp.

oauth-not_logged_in = chưa ai cho phép hệ thống vào hộp thư này
    .step = { -login }
oauth-consent_ended = sự đồng ý cho đọc hộp thư này đã hết hạn hoặc bị thu hồi ({ $error })
    .step = { -login }
oauth-client_refused = nhà cung cấp không chấp nhận ứng dụng này ({ $error }); kiểm tra oauth_client_id, oauth_client_secret_file, oauth_tenant và oauth_scope
    .step = Hỏi người đã đăng ký ứng dụng: khóa bí mật còn hạn không, ứng dụng có quyền đọc và gửi thư không. Ở Microsoft, khóa bí mật hết hạn sau nhiều nhất hai năm.
oauth-unreachable = không tới được { $host } ({ $error })
    .step = Kiểm tra mạng và tường lửa từ máy này tới { $host }, cổng 443; máy chủ proxy thì ghi vào biến HTTPS_PROXY. { -again }
oauth-odd_answer = { $host } không trả lời dùng được (HTTP { $status })
    .step = Nhà cung cấp có thể đang bảo trì; nếu kéo dài, kiểm tra oauth_token_url có đúng không. { -again }
oauth-file_open_to_others = người dùng khác của máy này đọc được { $file }; chạy: chmod 600 { $file }
    .step = { -file }
oauth-file_not_read = không dùng được { $file } ({ $error })
    .step = { -file }
oauth-file_not_written = không ghi được { $file } ({ $error })
    .step = { -file }
oauth-file_locked = một tiến trình khác đang giữ { $file }
    .step = { -again }

oauth-needs_no_consent = Đường tiếp nhận này không cần đăng nhập như vậy: chỉ đường có auth = "xoauth2" và oauth_grant = "refresh_token" mới cần.
oauth-no_device_url = Nhà cung cấp này không cho đăng nhập bằng mã: lấy refresh token theo hướng dẫn của họ, ghi vào { $file } (chmod 600).
oauth-visit = Mở { $page } bằng trình duyệt, trên máy nào cũng được, và gõ { $code_shown } trong vòng { $left }. Đăng nhập ở đó bằng tài khoản được phép đọc hộp thư của { $user }, rồi đồng ý.
oauth-denied = Trang đó báo là không được đồng ý; không có gì thay đổi.
oauth-too_late = Không ai đồng ý kịp; chạy lại lệnh này.
oauth-no_refresh_token = Nhà cung cấp cho mã không gia hạn được; oauth_scope phải xin quyền đó (Microsoft: offline_access).
oauth-stored = Xong: { $file } giữ sự đồng ý, hệ thống tự gia hạn. Thử ngay: ./gw check

oauth-token = mã truy cập còn hạn { $left }, hệ thống tự gia hạn
oauth-token_and_consent = mã truy cập còn hạn { $left }, hệ thống tự gia hạn; sự đồng ý được cho cách đây { $age }, hết hạn theo quy định của nhà cung cấp
oauth-token_and_consent_until = mã truy cập còn hạn { $left }, hệ thống tự gia hạn; sự đồng ý hết hạn sau { $ends }: chạy ./gw login trước lúc đó
