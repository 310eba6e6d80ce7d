# What the words of a short text are most like.

like-matter = một sự việc
like-status = hỏi tình hình
like-disagreement = chưa đồng ý
like-thanks = cảm ơn, khen
like-withdrawal = xin rút
like-details = bổ sung
like-nobody = gửi nhầm
like-abuse = lời xúc phạm
like-greeting = lời chào, gửi thử
like-how = hỏi cách dùng
