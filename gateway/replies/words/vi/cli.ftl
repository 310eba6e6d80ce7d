# What the commands refuse, and what they say.

cli-no_tables = chưa có hệ thống nào làm việc trên cơ sở dữ liệu này: ./gw run sẽ tạo bảng
cli-database_does_not_answer = cơ sở dữ liệu không trả lời ({ $error }): ./gw check cho biết thêm
cli-no_rights = vai trò cơ sở dữ liệu của trang chưa có quyền ở đây: ./gw run cấp khi khởi động
cli-database_went_away = mất kết nối cơ sở dữ liệu ({ $error }): ./gw check cho biết thêm
cli-no_case_code = “{ $typed }” không phải là mã vụ việc; mã có dạng HN-7K3M9K
cli-database_failed = cơ sở dữ liệu bị lỗi ({ $error }): chưa thay đổi gì
cli-config_is_there = { $path } đã có; nêu tên tệp khác, hoặc thêm vào nó: ./gw line add --config { $file }
cli-not_written = không ghi được { $path }: { $error }
cli-channel_needs_no_login = đường tiếp nhận của kênh này không cần ai đăng nhập
cli-no_console = không có trang nào chạy trên { $directory }: chạy hệ thống bằng ./gw run
cli-demo_no_simulator = bản dùng thử cần bộ thử, cấu hình này không có ([simulator] enabled = true)
cli-demo_no_line = bản dùng thử cần một kênh của bộ thử được gửi tin ({ $kind })
cli-demo_not_seen = không thấy trong { $seconds } giây: { $what }; gw health cho biết điều gì sai, gw dead cho biết điều gì chờ người
cli-demo_line_never_read = kênh { $line } chưa được đọc lần nào: gw health cho biết vì sao
cli-demo_mail_not_taken = máy chủ thư của bộ thử ở cổng { $port } không nhận thư: { $error }
cli-demo_no_code = một thư xác nhận không nêu mã vụ việc
cli-demo_result_without_code = kết quả không nêu vụ việc { $case } của nó
cli-file_not_read = { $file }: { $error }
cli-answered_say_again = { $cause }; thêm --again để gửi thêm một trả lời nữa
cli-case_unknown = không có vụ việc nào mang mã { $case }
cli-not_utf8 = { $file }: không phải văn bản UTF-8
cli-no_terminal = không có màn hình để hỏi lại; dùng --yes để làm không cần hỏi
cli-nobody_answers = không có ai trả lời: chưa ghi gì
cli-demo_not_started = hệ thống của bản dùng thử không khởi động: { $output }
cli-demo_stopped = hệ thống của bản dùng thử dừng ngay: { $cause }
cli-no_room_for_check = không đủ chỗ trong { $directory } cho cơ sở dữ liệu thử: cần { $needed } MiB, còn { $free } MiB; nêu --scratch khác

cli-version = gw { $version }, lược đồ cơ sở dữ liệu { $schema }
cli-not_as_configured = không thực hiện được với cấu hình này:
cli-nothing_taken_in = chưa nhận gì; bảng có chỗ sai:
cli-interrupted = đã dừng theo yêu cầu
cli-no_cases = Không có vụ việc nào.
cli-no_open_cases = Không có vụ việc nào đang mở.
cli-more_cases = … chỉ hiện { $limit } vụ việc; dùng --limit để xem thêm.
cli-restricted = (hạn chế)
cli-restricted_for_now = (tạm hạn chế)
cli-references = Mã ở hệ thống khác: { $named }
cli-linked = liên quan: { $case } ({ $why })
cli-type_answer = Nhập nội dung trả lời, kết thúc bằng Ctrl-D:
cli-standard_input = đầu vào chuẩn
cli-ask_send = Gửi? [c = có, Enter = không]
cli-yes = c co có
cli-nothing_sent = Chưa gửi gì.
cli-answer_written = Đã ghi trả lời cho { $case }; hệ thống gửi đi ngay. Xem: gw cases { $case }
cli-answer_waits = Đã ghi câu trả lời cho { $case }. { $waits } Muốn gửi sớm hơn: ./gw outgoing
cli-answer_submitted = Trả lời của { $case } chờ duyệt: người khác chạy ./gw approve { $case }
cli-answer_returned = Đã trả lại bản trả lời của { $case } cho người soạn
cli-goes_with = Gửi kèm: { $files }
cli-ask_submit = Trình duyệt bản này? [c = có, Enter = không]
cli-preview_sms = Người dân sẽ nhận (SMS, { $parts } tin)
cli-preview_mail = Người dân sẽ nhận (thư đến { $to }: { $subject })
cli-ask_unrestrict = Bỏ hạn chế? [c = có, Enter = không]
cli-unrestrict_kind = { $case } sẽ là vụ việc thường, loại { $kind }; biên nhận người dân đã có vẫn đúng.
cli-unrestrict_untold = Người dân không nhận thêm tin nào: { $why }.
cli-unrestrict_silent = Người dân không nhận thêm tin nào.
cli-unrestricted = { $case } không còn bị hạn chế.
cli-unrestricted_told = { $case } không còn bị hạn chế; người dân được báo hạn trả lời.
cli-nothing_done = Chưa làm gì.
cli-now_restricted = { $case } được ghi là { $kind } và hạn chế xem.
cli-ask_act = Làm việc này? [c = có, Enter = không]
cli-case_act_done = { $case }: { $act } – xong.
cli-no_such_act = không có việc này; có: { $acts }
cli-tells_nobody = Người dân không nhận tin nào.
cli-split_done = Đã tách { $message } thành vụ việc { $case }.
cli-done_send = gửi đi ngay
cli-done_drop = đã bỏ
cli-done_sent = đã ghi là đã gửi
cli-done_sent_part = đã ghi phần chưa rõ là đã gửi; { $n } phần còn lại của tin được gửi ngay bây giờ
cli-done_file = đã nhận là tin của người dân
cli-done_person = từ nay người gửi là người; đã nhận
cli-done_machine = từ nay người gửi là máy
cli-done_replay = sẽ được đọc lại
cli-done_dismiss = đã ghi là không có gì
cli-done_send_now = gửi ngay bây giờ
cli-done_called = { $case }: đã ghi là người dân đã được báo.
cli-done_as_case = { $id }: { $done }, thành vụ việc { $case }
cli-since = { $state } từ { $since }
cli-dead_footer = gw trace ID hiện từng mục từ đầu; gw dead VIỆC ID … làm việc ghi sau mũi tên.
cli-nobody_named = không rõ ai gửi
cli-no_message = Không có tin nào như vậy.
cli-kind_sender = người gửi
cli-kind_list = danh sách
cli-decided = { $verdict }: { $kind } { $name } ({ $actor }, { $at })
cli-forgotten = { $name }: từ nay lại được giữ để người xem
cli-outgoing_footer = Tất cả { $n }. gw outgoing send ID … gửi ngay; gw outgoing drop ID … --reason LÝ-DO thì bỏ.
cli-head_state = Tình trạng
cli-head_heard = Tín hiệu
cli-head_waiting = Chờ xử lý
cli-head_to_send = Chờ gửi
cli-head_why = Vì sao
cli-head_queue = Hàng đợi
cli-head_count = Số
cli-head_oldest = Cũ nhất
cli-head_table = Bảng
cli-head_rows = Dòng
cli-head_bytes = Byte
cli-state_ok = tốt
cli-state_warning = cần để ý
cli-state_unknown = chưa rõ
cli-state_failing = SỰ CỐ
cli-all_well = Mọi thứ hoạt động bình thường.
cli-schema_waits = Lược đồ { $version }; { $left } còn chờ: tiến trình cũ còn giữ { $sessions } phiên.
cli-schema_done = Lược đồ { $version }: không còn gì phải làm.
cli-backed_up = Đã sao lưu vào { $file }. Tệp có nội dung của người dân và khóa của hệ thống: hãy giữ như giữ những thứ đó.
cli-backup_good = Tốt: { $file }, lấy lúc { $at }, đã phục hồi được vào cơ sở dữ liệu tạm trong { $seconds } giây.
cli-restored =
    Đã phục hồi dữ liệu như lúc { $at }. Mọi số đếm đều khớp.
    Không tin nào còn phải gửi lúc đó, hoặc đến từ trước bây giờ, tự gửi đi: xem gw dead sau khi gw run.
    Những gì không bản sao lưu nào giữ được, là mọi thứ từ { $at } đến lúc mất cơ sở dữ liệu cũ:
    - Tin nhắn (SMS) nhận trong thời gian đó không còn ở đâu: tin đã bị xóa khỏi SIM khi được lưu. Hãy đề nghị người đã nhắn nhắn lại; danh sách tin của nhà mạng cho biết các số.
    - Thư của thời gian đó vẫn còn trong hộp thư và tự được đọc lại.
    - Những gì cán bộ đã làm, đã trả lời trong thời gian đó phải làm lại. Trang tình trạng nhắc điều này trong một tuần.
cli-demo_own = Chưa có hệ thống nào chạy ở đây: chạy một hệ thống riêng, cơ sở dữ liệu trống …
cli-demo_on = Diễn trên hệ thống đang chạy ở { $directory }.
cli-demo_seen = Đã thấy đủ mọi bước.
cli-demo_step = { $time } giây  { $said }
cli-demo_phone = điện thoại
cli-demo_mailbox = hộp thư
cli-demo_texts = Một người dân nhắn tin tới { $to }:
cli-demo_mails = Một người dân gửi thư tới { $to }:
cli-demo_phone_acknowledged = Điện thoại của người dân nhận được xác nhận:
cli-demo_mail_acknowledged = Hộp thư của người dân nhận được xác nhận:
cli-demo_answers = Cán bộ trả lời { $case }:
cli-demo_phone_result = Điện thoại của người dân nhận được kết quả:
cli-demo_mail_result = Hộp thư của người dân nhận được kết quả:
cli-demo_wait_phone_acknowledged = xác nhận trên điện thoại của người dân
cli-demo_wait_mail_acknowledged = xác nhận trong hộp thư của người dân
cli-demo_wait_phone_result = kết quả trên điện thoại của người dân
cli-demo_wait_mail_result = kết quả trong hộp thư của người dân
cli-read_message = tin, thư
cli-read_automatic = thư tự động
cli-read_report = báo phát
cli-read_unreadable = không đọc được
cli-ask_enter = Ghi nhận vụ việc này? [c = có, Enter = không]
cli-enter_tells_nobody = Chưa gửi gì cho người dân: hãy đọc cho họ mã vụ việc.
cli-enter_restricted = Vụ việc này ít người được xem: chỉ người được nêu tên mở được.
cli-entered = Đã ghi nhận: { $case }
cli-merged_into = Đã gộp: việc xử lý và trả lời làm ở { $case }
cli-along = Cùng với: { $case }
cli-along_told = Cùng với: { $case }, gửi đến { $to }
cli-shared_as = Đã lưu với số { $id }: nếu bị ngắt giữa chừng, chạy tiếp bằng gw answer-several --go-on { $id }.
cli-shared_of = Sẽ trả lời { $n } trong { $all } vụ việc.
cli-shared_to = { $case }: gửi đến { $to }
cli-shared_to_approve = { $case }: gửi đến { $to } sau khi lãnh đạo duyệt
cli-shared_refused = { $case }: không trả lời được: { $why }
cli-shared_pending = { $case }: còn chờ trả lời
cli-shared_sent = { $case }: đã trả lời
cli-shared_submitted = { $case }: chờ duyệt
cli-shared_stopped = { $case }: đã dừng, chưa trả lời
