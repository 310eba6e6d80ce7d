# What is wrong with what was typed.

usage-no_command = không có lệnh “{ $typed }”
usage-no_command_but = không có lệnh “{ $typed }”; có phải là “{ $meant }”?
usage-no_option = ở đây không có tùy chọn { $option }
usage-no_option_but = ở đây không có tùy chọn { $option }; có phải là { $meant }?
usage-needs_value = { $option } cần một giá trị
usage-takes_no_value = { $option } không nhận giá trị
usage-too_many = thừa tham số: { $words }
usage-missing = thiếu { $name }
usage-number_from = { $name } phải là số từ { $least } trở lên
usage-number_between = { $name } phải là số từ { $least } đến { $most }
usage-not_understood = không hiểu được lệnh này
usage-no_language = --lang nhận một trong: { $languages }
usage-text_or_file = chỉ nêu nội dung hoặc --file, không nêu cả hai
usage-backup_file_or_check = nêu một TỆP, hoặc: check TỆP
usage-nothing_to_explain = nêu các tệp, hoặc --pdu HEX, hoặc --files-from DANH-SÁCH
usage-no_outcome = --outcome: “{ $typed }” không phải một trong { $known }
usage-no_id = “{ $typed }” không phải là ID: { $example } mới là { $needed }
usage-other_id = { $typed } là { $found }; ở đây cần { $needed } ({ $letter }…)
usage-id_m = tin đến
usage-id_o = tin đi
usage-id_p = phần dữ liệu gốc
usage-no_recipient = --send: tin thử chỉ gửi tới một địa chỉ thư hoặc một số di động
usage-recipients = --send: nêu nhiều nhất một địa chỉ thư và một số
usage-no_role = không có vai trò { $typed }: một trong { $known }
usage-no_form = Chỉ xuất được dạng csv hoặc jsonl, không có dạng "{ $typed }".
usage-no_head = Đầu chuỗi viết là VỊ_TRÍ.NIÊM_PHONG, như gw audit head in ra.
