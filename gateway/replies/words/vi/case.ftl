# What cannot be done with a case.

case-already_answered = vụ việc { $case } đã được trả lời
case-not_answerable = vụ việc { $case } ở trạng thái “{ $state }”, không trả lời được nữa
case-unknown = không có vụ việc nào mang mã { $case }
case-line_removed = vụ việc { $case } đến từ kênh { $line }, kênh này không còn trong cấu hình
case-no_such_recipient = vụ việc { $case } không có địa chỉ này: không phải của người gửi, cũng không ở mục Reply-To
case-answer_empty = nội dung trả lời còn trống
case-answer_too_long = Nội dung trả lời dài quá { $most } tin nhắn, cần bớt ít nhất { $over } ký tự. Xin viết ngắn lại, hoặc ghi số điện thoại để người dân liên hệ.
