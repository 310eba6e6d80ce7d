# What fills replies; their texts stand in templates/.

reply-regarding = , về việc “{ $subject }”
reply-due_on = hạn { $date }
reply-received = đã nhận
reply-also = { $named }; khác: { $others }
reply-mail_to = gửi ảnh đến { $mailbox }
reply-ring = gọi { $phone }
