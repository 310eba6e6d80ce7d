# What mails to officers say, and what became of their answers.

by_mail-opened = vụ việc mới
by_mail-follow_up = người dân nhắn thêm
by_mail-reopened = mở lại
by_mail-rated = đánh giá thấp
by_mail-handed_on = đơn vị khác đề nghị tiếp nhận
by_mail-answer_submitted = bản trả lời chờ duyệt
by_mail-item = - { $case }: { $what }; { $kind }; từ { $since }; hạn { $due }; { $link }
by_mail-item_restricted = - { $case }: cần xem trên trang; từ { $since }; { $link }
by_mail-more = - và { $n } vụ việc khác, xin xem danh sách trong hệ thống
by_mail-words =
    Người dân viết:
    { $words }
by_mail-no_link = xin tìm mã này trong hệ thống
by_mail-answer =
    Bản trả lời chờ duyệt ({ $who } soạn), đúng như người dân sẽ nhận được:
    { $words }
by_mail-how_many = Thư này nêu nhiều vụ việc: xin bấm trả lời, ghi mã của một vụ việc ở đầu thư, viết nội dung ở dòng dưới.
by_mail-how_case = Anh/chị có thể trả lời người dân ngay từ thư này: bấm trả lời, viết nội dung ở trên cùng, đính kèm tệp nếu cần. Hệ thống gửi lại thư xem trước; chưa có gì đến người dân cho đến khi anh/chị xác nhận. Cũng có thể viết: "tiếp nhận", "chuyển <đơn vị>: lý do", "hỏi: câu hỏi cho người dân", "từ chối <căn cứ>: lời giải thích".
by_mail-how_hand_over = Vụ việc do đơn vị khác đề nghị chuyển sang: bấm trả lời, viết ở trên cùng "tiếp nhận" hoặc "từ chối: lý do". Khi tiếp nhận, hệ thống gửi lại cho anh/chị xem trước nội dung báo cho người dân.
by_mail-how_waiting = Bản trả lời chờ duyệt: bấm trả lời, viết ở trên cùng "duyệt" hoặc "trả lại: lý do". Khi duyệt, hệ thống gửi lại cho anh/chị xem trước toàn văn; chưa có gì đến người dân cho đến khi anh/chị xác nhận.
by_mail-how_long = Chỉ thư gửi từ { $mail } trước { $until } có tác dụng.
by_mail-how_page = Xin xử lý trên trang của hệ thống; trả lời thư này không có tác dụng.

by_mail-shown = đã gửi cán bộ bản xem trước về { $case }
by_mail-sent = Đã gửi trả lời cho người dân về vụ việc { $case }.
by_mail-submitted = Đã trình lãnh đạo bản trả lời về vụ việc { $case }.
by_mail-done = Vụ việc { $case }: đã làm “{ $act }”.
by_mail-would_send = Gửi cho người dân
by_mail-would_submit = Trình lãnh đạo duyệt
by_mail-would_do = { $act }, và gửi cho người dân
by_mail-would_approve = Duyệt, và gửi cho người dân
by_mail-along = Cùng lúc, các vụ việc đi cùng cũng được trả lời như vậy: { $cases }.
by_mail-files_go = Gửi kèm: { $names }.
by_mail-or_changed = Nếu muốn sửa, xin trả lời thư này với toàn bộ nội dung mới.
by_mail-or_declined = Nếu không tiếp nhận, xin trả lời thư này: "từ chối: lý do".
by_mail-or_returned = Nếu không duyệt, xin trả lời thư này: "trả lại: lý do".
by_mail-approved = Đã duyệt và gửi trả lời cho người dân về vụ việc { $case }.
by_mail-returned = Đã trả lại bản trả lời về vụ việc { $case } cho người soạn.
by_mail-copied = cùng thư này đã đến trước đó
by_mail-asked_nothing = trả lời một thư không hỏi gì

by_mail-forged = mã trong thư không phải do hệ thống cấp cho địa chỉ này
by_mail-no_account = người gửi không có tài khoản đang dùng
by_mail-failed = có lỗi khi xử lý, xin làm trên trang

by_mail-empty = Thư của anh/chị không có nội dung nào ở trên phần trích dẫn.
by_mail-used = Thư này đã được trả lời một lần, hoặc đã có thư mới hơn: xin trả lời thư mới nhất, hoặc xử lý trên trang.
by_mail-expired = Đã quá thời gian trả lời bằng thư (72 giờ): xin xử lý trên trang.
by_mail-which_case = Thư báo nêu nhiều vụ việc: xin trả lời lại, ghi mã của một vụ việc trong thư ở dòng đầu.
by_mail-which_ground =
    Để từ chối cần nêu một căn cứ. Xin trả lời lại thư báo mới nhất, hoặc làm trên trang; ghi số của căn cứ, ví dụ "từ chối 1: lời giải thích":
    { $grounds }
by_mail-unclear = Thư bắt đầu bằng lời đồng ý nhưng còn nội dung khác, nên hệ thống không biết anh/chị muốn gửi hay muốn sửa. Xin trả lời lại thư xem trước: chỉ ghi OK để gửi, hoặc chỉ ghi nội dung mới.
by_mail-on_the_page = Vụ việc { $case } chỉ xử lý được trên trang của hệ thống.
by_mail-too_often = Đã có quá nhiều bản xem trước về vụ việc { $case } trong một ngày: xin xử lý trên trang.
by_mail-meant_case = Hệ thống không rõ anh/chị muốn làm gì, nên chưa làm gì và chưa gửi gì cho người dân. Xin trả lời lại thư đó, viết rõ ở trên cùng: "tiếp nhận", "chuyển <đơn vị>: lý do", "hỏi: câu hỏi cho người dân", "từ chối <căn cứ>: lời giải thích", hoặc toàn bộ câu trả lời cho người dân.
by_mail-meant_hand_over = Hệ thống không rõ anh/chị muốn làm gì. Xin trả lời lại thư đó, chỉ viết ở trên cùng "tiếp nhận" hoặc "từ chối: lý do". Muốn trả lời người dân thì phải tiếp nhận trước.
by_mail-meant_waiting = Hệ thống không rõ anh/chị muốn làm gì với bản trả lời chờ duyệt. Xin trả lời lại thư đó, chỉ viết ở trên cùng "duyệt" hoặc "trả lại: lý do". Muốn sửa nội dung, xin làm trên trang.
