# What cannot be done with a reply.

outbox-not_resendable = thư/tin số { $id } không ở trạng thái có thể gửi lại
outbox-not_droppable = thư/tin số { $id } không ở trạng thái có thể bỏ
outbox-not_waiting = thư/tin số { $id } không còn chờ, hoặc đang được gửi
outbox-not_unknown = thư/tin số { $id } không ở trạng thái “không rõ”
