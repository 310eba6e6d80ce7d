# What cannot be done with a case.

case-already_answered = vụ việc { $case } đã được trả lời
case-not_answerable = vụ việc { $case } ở trạng thái “{ $state }”, không trả lời được nữa
case-unknown = không có vụ việc nào mang mã { $case }
case-line_removed = vụ việc { $case } đến từ kênh { $line }, kênh này không còn trong cấu hình
case-no_such_recipient = vụ việc { $case } không có địa chỉ này: không phải của người gửi, cũng không ở mục Reply-To
case-already_restricted = vụ việc { $case } đã được hạn chế xem như vậy
case-not_restricted = vụ việc { $case } không bị hạn chế xem
case-kind_not_secret = chỉ tố cáo (to_cao) và khiếu nại (khieu_nai) được hạn chế xem
case-date_past = hạn trả lời của { $case } đã qua, cần trả lời ngay
case-date_told = người gửi vụ việc { $case } đã được báo hạn trả lời
case-no_date_owed = vụ việc { $case } không còn, hoặc không có, hạn trả lời phải báo
case-no_receipt = vụ việc { $case } chưa có biên nhận nào được gửi đi
case-answer_empty = nội dung trả lời còn trống
case-answer_too_long = Nội dung trả lời dài quá { $most } tin nhắn, cần bớt ít nhất { $over } ký tự. Xin viết ngắn lại, hoặc ghi số điện thoại để người dân liên hệ.
case-answer_needs_approval = đơn vị của vụ việc { $case } cần lãnh đạo duyệt trước khi trả lời: hãy trình duyệt
case-answer_reason_wanted = đơn vị của vụ việc { $case } cần hai người, nhưng không còn ai khác duyệt được: hãy ghi lý do tự duyệt
case-answer_not_submitted = bản trả lời này của vụ việc { $case } không còn chờ duyệt: đã có bản mới hơn, hoặc đã được duyệt hay trả lại
case-answer_own = không thể tự duyệt hoặc tự trả lại bản trả lời của chính mình (vụ việc { $case })
case-answer_not_yours = vụ việc { $case } không có trả lời nào do bạn vừa gửi
case-answer_gone = trả lời của vụ việc { $case } đã đi rồi, không rút lại được nữa
