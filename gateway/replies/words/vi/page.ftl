# What the pages refuse and note.

page-no_database = cơ sở dữ liệu không trả lời ({ $error })
page-unforeseen = lỗi chưa lường trước, số lỗi { $number }
page-act_not_for_this = việc này không dùng cho mục này
page-wrong_message_number = số tin không đúng
page-test_without_answer = không có trả lời kịp
page-opened_as = Chỉ mở được trang này qua { $page }
page-not_by_this_way = Không mở được trang này theo đường này: máy trung gian phải được nêu trong [console] proxies, hoặc kết nối phải có mã hóa (https).
page-too_often = Quá nhiều yêu cầu từ địa chỉ này; xin thử lại sau một phút.
page-for_this_machine = Chỉ trả lời ngay trên máy chạy hệ thống.
page-from_another_site = Yêu cầu do một trang khác gửi nên không được nhận.
