# How a citizen whose case an officer enters gets the answer.

answer_by-text = tin nhắn đến số di động
answer_by-mail = thư điện tử
answer_by-call = cán bộ gọi điện báo
answer_by-counter = người dân đến hỏi tại quầy
