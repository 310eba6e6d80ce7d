# Danh sách trực.

roster-not_utf8 = tệp không phải UTF-8: lưu lại thành “CSV UTF-8”
roster-head = dòng đầu không phải của bảng nào: người (key, name, phone), ca trực (line, person, role) hay vắng mặt (person, since, until)
roster-column = không có cột nào tên như vậy trong bảng này
roster-empty = ô này để trống
roster-key = khóa chỉ gồm chữ thường không dấu, chữ số, dấu chấm và gạch nối
roster-unknown = tên này không có: người thì nhập trước, đường và đơn vị thì ở config.toml
roster-phone = không phải số điện thoại
roster-mail = không phải địa chỉ thư
roster-role = vai trò là duty (trực), stand_in (trực thay) hoặc head (phụ trách)
roster-weekdays = ngày trong tuần là các chữ số 1 (thứ Hai) đến 7 (Chủ nhật), như 1-5 hoặc 67; để trống là ngày làm việc
roster-time = giờ viết như 07:30
roster-day = ngày viết như 2026-11-27 hoặc 27/11/2026
roster-order = kết thúc trước khi bắt đầu
roster-imported = { $file }: đã nhập { $n } dòng.
roster-self = một người không trực thay cho chính mình
roster-gone = không có dòng này trong danh sách trực, hoặc đã gỡ trước đó
roster-removed = Đã gỡ { $name } khỏi danh sách trực.
