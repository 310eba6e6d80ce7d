# What cannot be done with a message, and why one cannot be handled.

message-unknown = không có tin nào mang số { $id }
message-has_case_or_unreadable = tin { $id } đã có vụ việc, hoặc không đọc được
message-no_address = tin { $id } không có địa chỉ để trả lời; xin nhập địa chỉ cần trả lời
message-address_typed_wrong = tin { $id }: nội dung vừa nhập không phải là địa chỉ trả lời được
message-address_not_needed = tin { $id } đã ghi rõ người gửi; không nhận địa chỉ khác
message-answered_by_copy = tin { $id } đã được trả lời ở một bản khác của cùng thư
message-taken_by_another = tin { $id } vừa được người khác xử lý
message-erased = nội dung tin { $id } đã được xóa theo thời hạn lưu giữ: không còn việc gì làm được với tin này
message-no_follow_up = tin { $id } không phải là tin bổ sung của một vụ việc
message-not_held_as_machine = tin { $id } không bị giữ lại vì dấu hiệu của thư máy
message-line_removed = tin { $id } đến từ kênh { $line }, kênh này không còn trong cấu hình
message-not_held_nor_unreadable = tin { $id } không ở trạng thái giữ lại hoặc không đọc được
message-not_unreadable = tin { $id } không ở trạng thái không đọc được
message-queue_busy = hàng đợi đang bận, xin thử lại sau ít phút
message-not_stored = cơ sở dữ liệu không ghi được thư hoặc tin này
message-line_not_configured = kênh { $line } không còn trong cấu hình
message-gave_up = thôi sau { $tries } lần thử riêng: { $cause }
