# What fills replies; their texts stand in templates/.

reply-regarding = , about “{ $subject }”
reply-due_on = due { $date }
reply-received = received
reply-also = { $named }; also { $others }
reply-mail_to = send pictures to { $mailbox }
reply-ring = call { $phone }
