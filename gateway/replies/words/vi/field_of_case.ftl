# What the form of an act asks.

field_of_case-reason = Lý do
field_of_case-words = Nội dung
field_of_case-unit = Đơn vị
field_of_case-person = Người xử lý
field_of_case-body = Cơ quan nhận
field_of_case-ground = Căn cứ
field_of_case-kind = Loại
field_of_case-urgency = Mức độ
field_of_case-subject = Tiêu đề
field_of_case-place = Địa điểm
field_of_case-until = Hẹn trả lời chậm nhất ngày
