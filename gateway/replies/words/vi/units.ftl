# Sổ đơn vị.

units-head = hàng đầu không phải của bảng nào: đơn vị (key, name, parent), câu trả lời (unit, asks, answer), câu mẫu (unit, name, words) hay ngày (unit, day, kind)
units-twice = một hàng trên đã có khóa này: bỏ một trong hai
units-key = khóa chỉ gồm chữ thường không dấu, chữ số và gạch nối, tối đa 63 ký tự
units-no_unit = không có đơn vị { $name }, cả trong tệp này, trong sổ đơn vị lẫn trong config.toml: ghi đúng khóa, hoặc nhập thêm đơn vị đó
units-no_person = không có người { $name }: nhập người đó trước, bằng gw roster import
units-kind = loại là một trong { $kinds }, hoặc để trống
units-yes_or_no = ghi yes, no, hoặc để trống: theo đơn vị cấp trên
units-hours = giờ làm việc ghi như 08:00-12:00 13:00-17:00, theo thứ tự
units-order = ngày cuối đứng trước ngày đầu
units-still_valid = có đơn vị kế thừa thì phải có ngày cuối: điền valid_to
units-circle = đơn vị này sẽ thuộc chính nó: sửa một cột parent
units-successors_circle = các đơn vị kế thừa dẫn trở lại chính đơn vị này: sửa một trong số đó
units-day_kind = loại là off (nghỉ), working (làm việc) hoặc known_until (không ghi đơn vị)
units-of_file = đơn vị này nằm trong config.toml, sổ đơn vị không sửa được: bỏ ở đây, hoặc ở đó
units-mail_of_line = hộp thư này do đường { $line } đọc: thư hệ thống gửi tới đó sẽ quay lại; ghi hộp thư khác
units-new = mới: { $name }
units-changed = đổi: { $name }{ $fields ->
    [blank] {""}
   *[other] {" "}({ $fields })
}
units-same = Không có gì thay đổi: { $rows } hàng đã có trong sổ đơn vị.
units-tried = Sẽ ghi { $n } thay đổi từ { $rows } hàng; lần này chưa ghi gì (--dry-run).
units-imported = Đã ghi { $n } thay đổi từ { $rows } hàng; mọi tiến trình dùng ngay trong vài giây.
units-right = Đơn vị nào cũng có người phụ trách, và không đơn vị nào đã thôi hoạt động còn vụ việc hay đường.
units-none = không có đơn vị { $name } mà anh/chị được xem
units-export_as = bảng ({ $tables }) ghi ra tệp .csv hoặc .xlsx
units-exported = đã ghi { $n } hàng vào { $file }
