# What the duty officer and the operator are told beside a code and a name.

notice-sender_advised = Người gửi đã được đề nghị gọi 113, 114 hoặc 115.
notice-sender_not_answered = Hệ thống chưa trả lời người gửi: xin liên hệ ngay.
notice-held = tin giữ lại
notice-held_not_answered = Tin có dấu hiệu của thư máy nên bị giữ lại: chưa mở vụ việc, chưa trả lời người gửi. Xin xem ngay.
notice-line_down = { $line } ngừng
notice-line_up = { $line } lại hoạt động
