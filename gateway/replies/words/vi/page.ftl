# What the pages refuse and note.

page-no_database = cơ sở dữ liệu không trả lời ({ $error })
page-unforeseen = lỗi chưa lường trước, số lỗi { $number }
page-act_not_for_this = việc này không dùng cho mục này
page-wrong_message_number = số tin không đúng
page-test_without_answer = không có trả lời kịp
page-opened_as = Chỉ mở được trang này qua http://127.0.0.1:{ $port }/ hoặc http://localhost:{ $port }/.
page-from_another_site = Yêu cầu do một trang khác gửi nên không được nhận.
