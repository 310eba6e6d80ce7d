# Vì sao xác nhận (ID token) của hệ thống đăng nhập không được nhận.

token-shape = Hệ thống đăng nhập gửi về một xác nhận không đọc được. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-algorithm = Xác nhận của hệ thống đăng nhập không được ký theo cách an toàn. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-signature = Chữ ký trong xác nhận của hệ thống đăng nhập không đúng. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-issuer = Xác nhận này do một hệ thống khác cấp. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-audience = Xác nhận này cấp cho một ứng dụng khác. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-nonce = Xác nhận này không phải cho lần đăng nhập vừa rồi. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-expired = Xác nhận của hệ thống đăng nhập đã hết hạn: giờ của hai máy chủ có thể lệch nhau. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-early = Xác nhận của hệ thống đăng nhập ghi một giờ chưa tới: giờ của hai máy chủ có thể lệch nhau. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-claims = Xác nhận của hệ thống đăng nhập thiếu thông tin cần có. Anh/chị chưa đăng nhập được; xin thử lại, nếu vẫn vậy thì báo người quản trị.
token-used = Báo đăng xuất này của hệ thống đăng nhập đã nhận rồi.
token-event = Hệ thống đăng nhập gửi đến một xác nhận không phải là báo đăng xuất.
