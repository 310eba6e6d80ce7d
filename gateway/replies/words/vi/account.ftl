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
account-link = Đường dẫn này dùng một lần, trong ba ngày, để chọn mật khẩu và kết nối điện thoại: { $link }
account-done = Đã xong.
account-unchanged = Trước đó đã như vậy; không có gì thay đổi.
