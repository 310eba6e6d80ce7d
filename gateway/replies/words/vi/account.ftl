# Tài khoản: những gì không được.

account-wrong = Tên, mật khẩu hoặc mã chưa đúng. Mỗi mã chỉ dùng được một lần: xin đợi mã tiếp theo.
account-wait = Đã thử quá nhiều lần. Xin đợi { $seconds } giây rồi thử lại.
account-password_length = Mật khẩu phải có từ { $least } đến { $most } ký tự.
account-password_easy = Mật khẩu này dễ đoán: hãy ghép vài từ mà chỉ mình bạn nghĩ ra.
account-passwords_differ = Hai lần nhập mật khẩu không giống nhau.
account-old_password_wrong = Mật khẩu đang dùng chưa đúng.
account-code_wrong = Mã chưa đúng. Hãy nhập mã điện thoại đang hiện, và xem lại giờ trên điện thoại.
account-link_used_up = Đường dẫn này đã dùng rồi, quá hạn hoặc không đúng. Xin người đã gửi cấp đường dẫn khác.
account-in_use = Đã có người đăng nhập được: hãy đăng nhập rồi thêm người trong đó.
account-unknown = Không ai có tên đăng nhập { $login }.
account-login_taken = Tên đăng nhập { $login } đã có người dùng.
account-login_shape = Tên đăng nhập gồm chữ thường không dấu, chữ số, dấu chấm, gạch nối và gạch dưới: nguyen.lan.
account-name_missing = Thiếu họ tên, hoặc họ tên quá dài.
account-unit_unknown = Không có đơn vị nào tên là { $unit }.
account-none = Chưa ai có tài khoản. Hãy mở đường dẫn của ./gw console, hoặc gõ ./gw people add.
account-link = Đường dẫn này dùng một lần, trong ba ngày, để chọn cách đăng nhập: mật khẩu và điện thoại, hoặc khóa truy cập: { $link }
account-done = Đã xong.
account-unchanged = Trước đó đã như vậy; không có gì thay đổi.
account-passkey_wrong = Khóa truy cập này không mở được tài khoản nào ở đây. Xin thử khóa khác, hoặc đăng nhập bằng cách khác.
account-passkey_late = Đã quá lâu hoặc khóa đã được dùng cho lần trước. Xin bấm nút để thử lại.
account-passkey_copied = Khóa truy cập này có thể đã bị sao chép, nên không mở được nữa. Xin báo người quản trị tài khoản, đăng nhập bằng cách khác rồi xóa khóa này.
account-passkey_known = Khóa truy cập này đã có rồi.
account-passkey_unnamed = Xin đặt tên cho khóa, nhiều nhất { $most } ký tự.
account-passkey_last = Đây là cách đăng nhập duy nhất của bạn: hãy tạo một khóa khác trước khi xóa khóa này.
account-passkeys_full = Mỗi người có nhiều nhất { $most } khóa truy cập: hãy xóa khóa không dùng nữa.
account-log_in_again = Vì an toàn, chỉ tạo được khóa truy cập trong { $minutes } phút đầu sau khi đăng nhập. Xin thoát rồi đăng nhập lại.
