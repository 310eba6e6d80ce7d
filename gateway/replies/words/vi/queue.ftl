# What waits, by queue.

queue-in_waiting = Chờ xử lý
queue-in_unfetched = Chưa lấy được từ nguồn
queue-in_unconfirmed = Chưa đánh dấu tại nguồn
queue-in_held = Chờ người xem xét
queue-in_unreadable = Không giải mã được
queue-out_due = Chờ gửi
queue-out_held = Giữ lại chờ quyết định
queue-out_unknown = Không rõ đã gửi chưa
queue-out_dead = Không gửi được
queue-out_undelivered = Không tới người nhận
queue-case_open = Đang xử lý
queue-case_overdue = Quá hạn
queue-case_urgent = Khẩn cấp
queue-case_to_publish = Chờ công khai
