# A case's states, as its citizen and its officers read them.

state-new = chờ tiếp nhận
state-accepted = đã tiếp nhận
state-awaiting_citizen = chờ Ông/Bà bổ sung
state-transferred = đã chuyển xử lý
state-in_progress = đang xử lý
state-answered = đã trả lời
state-rejected = không tiếp nhận
state-petition_guided = đã hướng dẫn gửi đơn
state-reopened = đang xem xét lại
state-closed = đã kết thúc
