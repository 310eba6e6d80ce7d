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
field_of_case-came_by = Đến bằng cách nào
field_of_case-answer_by = Trả lời bằng cách nào
field_of_case-name = Họ tên (nếu người dân cho biết)
field_of_case-to = Số điện thoại hoặc thư điện tử
field_of_case-received = Tiếp nhận lúc (để trống: bây giờ)
field_of_case-question = Câu hỏi, phản ánh (bản công khai)
field_of_case-answer = Trả lời (bản công khai)
field_of_case-by = Theo ý của
field_of_case-case = Mã vụ việc kia
