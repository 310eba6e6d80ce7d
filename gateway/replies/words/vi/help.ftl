# What `gw --help` shows, of every command and option.

help-gw = Tin nhắn và thư của người dân gửi chính quyền: tiếp nhận, mở vụ việc, xác nhận, trả lời qua chính kênh đó.
help-usage = Cách dùng: { $words }
help-title_arguments = Tham số:
help-title_options = Tùy chọn:
help-title_commands = Lệnh:
help-meta_options = [TÙY CHỌN]
help-meta_command = LỆNH …
help-meta_file = TỆP
help-meta_directory = THƯ-MỤC
help-meta_backup = TỆP | check TỆP
help-meta_code = MÃ
help-meta_code_or_id = MÃ|ID
help-meta_text = NỘI-DUNG
help-meta_address = ĐỊA_CHỈ
help-meta_ids = ID …
help-meta_to = NGƯỜI-NHẬN
help-meta_kind = LOẠI
help-meta_reason = LÝ-DO
help-meta_words = CHỮ
help-meta_outcome = KẾT-QUẢ
help-meta_purpose = LOẠI
help-meta_key = KHÓA
help-meta_line = KÊNH
help-meta_sender = TÊN
help-meta_pdu = HEX
help-meta_list = DANH-SÁCH
help-meta_seconds = GIÂY
help-meta_lines = A,B|all
help-option_lang = Ngôn ngữ của lệnh; nếu không nêu thì theo [console] language, rồi theo cài đặt của máy.
help-option_help = Hiện hướng dẫn này.
help-option_version = Cho biết phiên bản và phiên bản của lược đồ.
help-option_config = Tệp cấu hình; mặc định là config.toml kèm theo.
help-option_json = Xuất JSON, cho máy đọc.
help-option_limit = Liệt kê nhiều nhất bấy nhiêu.
help-option_reason = Lý do; được ghi lại cùng việc này.
help-run = Chạy hệ thống: toàn bộ, hoặc những phần được nêu.
help-run_lines = Giữ các kênh này (tên cách nhau bằng dấu phẩy, hoặc all).
help-run_intake = Mở vụ việc từ những gì các kênh đã lưu.
help-run_console = Phục vụ các trang.
help-run_doors = Nhận qua HTTP, cho loại kênh nhận như vậy.
help-demo =
    Diễn một lượt trong bộ thử: một tin nhắn và một thư đến, được xác nhận, được trả lời, và kết quả quay về.

    Dùng hệ thống đang chạy với cấu hình này; nếu không có thì tự chạy một hệ thống riêng, trong thư mục riêng.
help-demo_patience = Số giây chờ mỗi bước; không nêu thì là 60.
help-init = Hỏi những gì hệ thống cần biết, thử từng kênh, rồi ghi tệp cấu hình của đơn vị.
help-init_file = Tệp cấu hình sẽ ghi; tệp này phải chưa có. Mặc định: gateway.toml.
help-line = Các kênh của một cấu hình.
help-line_add = Hỏi về một hộp thư hoặc một số nữa, thử, rồi ghi vào cuối tệp cấu hình.
help-check =
    Nêu mọi lỗi trong cấu hình, rồi thử mọi kết nối.

    Mã thoát 0: tốt, 1: có kết nối hỏng, 2: cấu hình sai.
help-check_send = Sau đó gửi một tin thử từ mỗi kênh: tới một địa chỉ thư, một số điện thoại, hoặc cả hai.
help-health =
    Cho biết phần nào hoạt động, gì đang chờ và cần làm gì.

    Mã thoát 0: tốt cả, 1: có điều cần để ý hoặc chưa rõ, 2: có sự cố.
help-console = In liên kết mở các trang trong trình duyệt, dùng một lần, để tạo tài khoản đầu tiên; lần gọi sau in liên kết mới. Khi đã có người có tài khoản, liên kết dẫn đến trang đăng nhập.
help-login = Cho hệ thống vào hộp thư: một người đồng ý một lần bằng trình duyệt trên máy bất kỳ (auth = "xoauth2").
help-login_line = Đường tiếp nhận thư.
help-cases = Liệt kê vụ việc đang mở, gấp nhất trước, hoặc xem một vụ việc.
help-cases_code = Xem vụ việc này với mọi tin qua lại.
help-cases_all = Liệt kê cả vụ việc đã trả lời, đã kết thúc.
help-cases_handed_on = Vụ việc đã chuyển cho đơn vị khác: đang ở đâu, đến đâu rồi.
help-answer = Trả lời một vụ việc: hiện nội dung người dân sẽ nhận, hỏi lại, rồi gửi qua kênh của vụ việc.
help-answer_code = Mã vụ việc.
help-answer_text = Nội dung trả lời; không nêu thì đọc từ đầu vào chuẩn.
help-answer_file = Đọc nội dung trả lời từ tệp này (UTF-8).
help-answer_again = Trả lời thêm lần nữa một vụ việc đã trả lời.
help-answer_to = Gửi đến địa chỉ này: của người gửi, hoặc ở mục Reply-To trong thư của họ.
help-answer_submit = Trình duyệt: người khác duyệt rồi mới gửi, ở đơn vị cần hai người.
help-answer_attach = Gửi kèm tệp này, bằng thư; nhiều tệp thì ghi nhiều lần.
help-answer_language = Từ nay viết cho người dân bằng tiếng này.
help-answer_also_text = Nhắn thêm vào số của người dân, báo rằng đã gửi thư.
help-answer_reason = Vì sao gửi mà không có người duyệt: chỉ lãnh đạo ghi, khi không còn ai khác duyệt được.
help-approve = Gửi bản trả lời chờ duyệt: cho xem người dân sẽ nhận gì rồi hỏi. Không ai tự duyệt bản của mình.
help-return = Trả lại bản trả lời chờ duyệt cho người soạn.
help-return_reason = Vì sao, người soạn sẽ đọc.
help-meta_language = vi|en
help-answer_yes = Gửi không cần hỏi lại.
help-split = Tách một tin bổ sung nói về việc khác thành vụ việc riêng.
help-split_id = Tin bổ sung, như m12 (xem gw cases MÃ).
help-restrict = Ghi một vụ việc là tố cáo hoặc khiếu nại: hạn chế xem từ nay.
help-restrict_kind = to_cao (tố cáo) hoặc khieu_nai (khiếu nại).
help-restrict_reason = Vì sao; được ghi vào diễn biến của vụ việc.
help-unrestrict = Ghi một vụ việc không phải tố cáo, khiếu nại: hiện điều người dân sẽ được báo, hỏi lại, rồi bỏ hạn chế.
help-unrestrict_silent = Không báo hạn trả lời cho người dân.
help-unrestrict_yes = Làm không cần hỏi lại.
help-case = Xử lý một vụ việc: tiếp nhận, giao, hỏi người dân, chuyển, kết thúc …; cho xem trước tin người dân sẽ nhận, rồi hỏi lại.
help-case_act = Việc cần làm; để trống để xem vụ việc cho làm gì.
help-case_reason = Lý do.
help-case_words = Lời gửi người dân, hoặc ghi chú.
help-case_unit = Đơn vị nhận.
help-case_person = Tên đăng nhập của người xử lý.
help-case_body = Cơ quan ngoài nhận việc.
help-case_ground = Căn cứ không tiếp nhận (unclear, no_sender …).
help-case_kind = Loại: phan_anh, kien_nghi, gop_y, hoi_dap.
help-case_urgency = Mức độ: normal, urgent.
help-case_subject = Tiêu đề.
help-case_place = Địa điểm.
help-case_until = Hẹn trả lời chậm nhất ngày: 2026-12-24.
help-case_question = Câu hỏi, phản ánh như được công khai.
help-case_answer = Trả lời như được công khai.
help-case_by = citizen: người dân đề nghị; office: cơ quan thấy không phù hợp.
help-meta_by = citizen|office
help-case_into = Mã vụ việc được gộp vào.
help-case_yes = Làm ngay, không hỏi lại.
help-meta_ground = CĂN_CỨ
help-meta_urgency = MỨC_ĐỘ
help-messages =
    Liệt kê tin đến, mới nhất trước, và đếm theo kết quả xử lý.

    Có mọi tin đã đến: tìm, mở vụ việc, quyết định về người gửi trông như máy.
help-messages_search = Phần cuối của địa chỉ hay số, một List-Id, hoặc chữ trong tin.
help-messages_outcome = Chỉ những tin này: case, follow_up, command, report, automatic, system, held, unreadable, officer_reply.
help-messages_line = Chỉ những tin đến qua kênh này.
help-messages_senders = Liệt kê những quyết định về người gửi và danh sách thư.
help-messages_forget = Bỏ quyết định về một người gửi hoặc danh sách: từ nay tin có dấu hiệu của máy lại được giữ.
help-messages_name = Như gw messages senders hiện ra: mailto:…, hoặc một List-Id.
help-dead =
    Liệt kê những gì chờ người xử lý: tin bị giữ, tin không đọc được; tin đi bị giữ, không rõ đã gửi chưa, không gửi được, không tới nơi.

    Các lệnh con gửi lại, bỏ, mở vụ việc, đọc lại.
help-dead_limit = Liệt kê nhiều nhất bấy nhiêu mỗi loại.
help-dead_ids = Lấy từ danh sách: m12 là tin đến, o34 là tin đi.
help-dead_send = Gửi (gửi lại, toàn bộ).
help-dead_drop = Bỏ, không gửi: người dân không nhận được.
help-dead_sent = Xác nhận tin không rõ đã gửi chưa là đã gửi.
help-dead_file = Xác nhận tin bị giữ là của người dân: mở vụ việc và gửi xác nhận.
help-dead_address = Với tin không rõ người gửi: địa chỉ để trả lời.
help-dead_person = Xác định người gửi (hoặc danh sách) này từ nay là người: tin đang giữ thành vụ việc, tin sau không bị giữ.
help-dead_machine = Xác định người gửi (hoặc danh sách) này từ nay là máy: tin đang giữ và tin sau không chờ ai.
help-dead_replay = Đọc lại từ dữ liệu gốc một tin không đọc được.
help-dead_dismiss = Xác nhận tin bị giữ hoặc không đọc được là không có gì.
help-outgoing =
    Liệt kê những gì chờ gửi, chờ lâu nhất trước, và vì sao còn chờ.

    Các lệnh con gửi ngay hoặc bỏ.
help-outgoing_line = Chỉ của kênh này.
help-outgoing_purpose = Chỉ loại này: acknowledgement (xác nhận), result (kết quả) …
help-outgoing_minutes = Đã chờ ít nhất bấy nhiêu phút.
help-outgoing_ids = Lấy từ danh sách, như o34.
help-outgoing_send = Gửi ngay, trước các tin tự động và không tính vào số tin mỗi giờ.
help-unreached =
    Liệt kê kết quả chưa đến tay dân, hoặc không rõ đã đến, cũ nhất trước: cần gọi điện báo.

    Lệnh con ghi lại là đã gọi.
help-unreached_called = Ghi là người dân đã được báo.
help-unreached_note = Ghi chú.
help-published = Liệt kê câu hỏi và trả lời đã công khai, mới nhất trước; --json hoặc --csv: xuất tất cả cho trang web.
help-published_json = Mỗi dòng một đối tượng JSON, không có mã vụ việc.
help-published_csv = Bảng CSV, không có mã vụ việc.
help-published_since = Chỉ những gì công khai từ ngày này: 2026-11-27, có thể kèm giờ.
help-trace = Hiện mọi dòng dữ liệu của một tin hoặc vụ việc: các phần, quyết định, sự kiện, tin đi, lần gửi, báo phát, nhật ký xem.
help-trace_target = Mã vụ việc, hoặc m12, o34, p56 của một tin.
help-trace_json = Mỗi dòng một đối tượng JSON, có mọi cột.
help-explain = Cho biết đọc được gì trong thư và PDU, quy tắc nào quyết định gì và vì sao, khi chưa biết gì về người gửi.
help-explain_files = .eml: một thư; .pdu: các PDU dạng hex, mỗi dòng một PDU.
help-explain_pdu = Một PDU dạng hex, có cả phần đầu SMSC.
help-explain_list = Tệp chứa các đường dẫn, mỗi dòng một đường dẫn; - là đầu vào chuẩn.
help-explain_json = Mỗi dòng một đối tượng JSON (docs/explain.md).
help-explain_config = Để biết địa chỉ và loại kênh của đơn vị.
help-backup =
    Ghi toàn bộ dữ liệu tại một thời điểm vào TỆP; hệ thống vẫn có thể làm việc.

    “check TỆP” phục hồi bản sao lưu vào một cơ sở dữ liệu tạm rồi xóa đi: cơ sở dữ liệu trong cấu hình không bị đụng tới.
help-backup_words = Ghi TỆP, hoặc thử bản sao lưu trong đó.
help-backup_overwrite = TỆP có sẵn thì ghi đè.
help-backup_scratch = Của check: nơi đặt tạm cơ sở dữ liệu thử.
help-restore = Nạp bản sao lưu vào cơ sở dữ liệu trống; hệ thống phải đang dừng.
help-restore_file = Bản sao lưu: một tệp tar, chỉ chủ sở hữu đọc được.
help-migrate =
    Đưa lược đồ lên phiên bản của chương trình này, như mỗi lần khởi động.

    Mã thoát 1: còn tiến trình cũ nên chưa xong.
help-bench = Đo tốc độ trên máy này: mail, sms, idle, city, reading, explain (docs/bench.md; xem: gw bench --help).
help-calls =
    Liệt kê ai cần được gọi lại, ai gọi trước đứng trước; và số liệu theo đường và giờ của một ngày.
help-calls_day = Ngày của số liệu, như 2026-11-27; mặc định hôm nay.
help-calls_import = Nhập tệp bản ghi cuộc gọi (CSV, JSON) của tổng đài vào một đường.
help-calls_import_line = Đường nhận cuộc gọi, có trong config.toml.
help-calls_import_file = Tệp bản ghi, theo loại tổng đài (vendor) của đường.
help-calls_reached = Ghi là đã gọi lại: nói chuyện được thì vụ việc kết thúc.
help-calls_not_reached = Đã gọi mà chưa gặp: vụ việc vẫn mở.
help-units = Liệt kê các đơn vị: thuộc đâu, ai phụ trách, có đường nào, có hiệu lực đến bao giờ.
help-units_list = Chính danh sách đó.
help-units_import = Nhập bảng của cơ quan (CSV hoặc XLSX): đơn vị, câu trả lời, câu mẫu hoặc ngày (docs/UNITS.md). Sai một chỗ thì không nhập gì.
help-units_files = Các tệp; hàng của tệp này có thể nêu đơn vị của tệp kia.
help-units_dry_run = Cho biết sẽ thay đổi gì, không ghi.
help-units_check = Cho biết đơn vị nào chưa có người phụ trách và hỏi ai, đơn vị nào đã thôi hoạt động mà còn vụ việc hay đường. Mã thoát 1 nếu có.
help-units_show = Xem một đơn vị.
help-units_key = Khóa của đơn vị.
help-units_export = Ghi một bảng của sổ đơn vị, nhập lại được.
help-units_export_file = Tệp cần ghi, .csv hoặc .xlsx.
help-units_table = Bảng nào: units, answers, phrases, days.
help-reload = Kiểm tra tệp cấu hình và cho mọi tiến trình đang chạy đọc lại ngay; không có lệnh này thì sau vài giây chúng tự đọc.
help-roster = Cho biết ai đang trực từng đường, ai phụ trách, và giờ làm việc sắp tới không có ai trực.
help-roster_import = Nhập bảng CSV của cơ quan: người, ca trực hoặc vắng mặt (docs/NUMBERS.md). Một tệp sai thì không nhập tệp nào.
help-roster_import_files = Các tệp; người trước, ca trực sau.
help-lines = Cho biết số và hộp thư nào đã được chứng minh là thông suốt, bằng gì, ai trực và ai phụ trách (mã thoát 0: tất cả, 1: chưa đủ, 2: có đường hỏng).
help-roster_remove = Gỡ một người khỏi danh sách trực, cùng các ca trực và lần vắng của người đó.
help-roster_remove_person = Khóa của người đó, như trong bảng đã nhập.
help-roster_remove_line = Chỉ gỡ các ca trực của người đó ở đường này.
help-meta_login = TÊN_ĐĂNG_NHẬP
help-meta_name = HỌ_TÊN
help-meta_unit = ĐƠN_VỊ
help-meta_role = VAI_TRÒ
help-people = Cho biết ai có tài khoản; tạo, thay đổi và khóa tài khoản cùng vai trò.
help-people_login = Tên đăng nhập: chữ thường không dấu, chữ số, dấu chấm, gạch nối, gạch dưới.
help-people_name = Họ và tên.
help-people_unit = Khóa của đơn vị trong config.toml; "*" là mọi đơn vị.
help-people_role = reader (xem), officer (xử lý), approver (duyệt), dispatcher (điều phối), operator (vận hành), auditor (kiểm tra) hoặc administrator (quản trị).
help-people_restricted = Thay cho vai trò: nêu tên người xem vụ việc hạn chế của đơn vị. Không vai trò nào có sẵn quyền này.
help-people_case = Thay cho vai trò: nêu tên người được xem riêng vụ việc hạn chế này.
help-people_list = Liệt kê tài khoản, tình trạng và vai trò.
help-people_add = Tạo tài khoản với một vai trò, và in đường dẫn để người đó chọn mật khẩu và kết nối điện thoại.
help-people_mail = Đặt địa chỉ thư nhận thông báo của một người; để trống thì bỏ.
help-people_mail_address = Địa chỉ thư.
help-people_reset = Hủy mật khẩu và điện thoại đã kết nối, in đường dẫn mới; tài khoản đã khóa được mở lại.
help-people_disable = Khóa tài khoản: người đó không đăng nhập được nữa, các phiên kết thúc ngay.
help-people_grant = Cấp một vai trò trong một đơn vị.
help-people_take = Bỏ một vai trò trong một đơn vị.
help-meta_actor = AI
help-meta_act = VIỆC
help-meta_about = GÌ
help-meta_date = NGÀY
help-meta_form = csv|jsonl
help-meta_head = ĐẦU_CHUỖI
help-audit = Cho biết ai đã xem và làm gì, và sau đó có ai sửa nhật ký hay không.
help-audit_list = Liệt kê các việc, mới nhất trước; lần xem này cũng được ghi lại.
help-audit_export = In mọi việc như vậy ra đầu ra chuẩn, dạng CSV hoặc mỗi dòng một đối tượng JSON; lần xuất này cũng được ghi lại.
help-audit_check = Đi dọc chuỗi niêm phong từ đầu: nêu dòng bị sửa, bị xóa, bị chèn thêm hay bị đổi chỗ (mã thoát 0: không có, 1: có).
help-audit_head = In đầu chuỗi: hãy ghi lại ở nơi khác, để phát hiện nếu phần cuối bị cắt.
help-retention = Xóa dữ liệu cá nhân của những vụ việc đã xong quá thời hạn lưu giữ ([retention]); hệ thống tự làm việc này mỗi ngày.
help-retention_dry_run = Chỉ cho biết sẽ xóa bao nhiêu.
help-audit_cut = Xóa các dòng ghi trước ngày này, giữ lại một mốc để vẫn kiểm tra được các dòng sau.
help-audit_begin = Đi tiếp bằng khóa của máy này khi khóa trước đã mất, hoặc sau một chỗ sai đã biết.
help-audit_who = Chỉ việc của người này: tên đăng nhập, hoặc mã như person:lan.
help-audit_act = Chỉ việc này: view, list, answer, grant …
help-audit_about = Chỉ việc liên quan đến: mã vụ việc, m12, o7, hoặc số điện thoại, địa chỉ, để biết ai đã xem vụ việc của người đó.
help-audit_since = Chỉ từ ngày này: 2026-11-27, có thể kèm giờ.
help-audit_until = Chỉ trước ngày này.
help-audit_form = csv hoặc jsonl.
help-audit_head_known = Đầu chuỗi đã ghi lại trước đó, bây giờ phải còn nguyên; có thể nêu nhiều lần.
help-audit_before = Ngày: 2021-01-01.
help-audit_reason = Lý do; được ghi vào nhật ký.
help-enter =
    Nhập hộ vụ việc của người dân đến quầy, gọi điện hoặc gửi đơn giấy.

    Trước khi ghi, lệnh cho xem người dân sẽ nhận gì và hỏi lại.
help-enter_words = Nguyên lời người dân.
help-enter_unit = Đơn vị nhận việc này.
help-enter_came_by = Đến bằng cách nào: counter, phone, paper, other.
help-enter_answer_by = Trả lời bằng cách nào: text, mail, call, counter.
help-enter_to = Số điện thoại hoặc thư điện tử để trả lời.
help-enter_consent = Người dân đồng ý nhận tin nhắn.
help-enter_name = Họ tên, nếu người dân cho biết.
help-enter_secret = Người dân xin giữ kín danh tính.
help-enter_received = Lúc tiếp nhận, ghi như 2026-12-31T08:30; để trống: bây giờ.
help-enter_kind = Loại: phan_anh, kien_nghi, gop_y, hoi_dap, khieu_nai, to_cao; để trống: theo nội dung.
help-enter_urgent = Việc khẩn.
help-meta_way = CÁCH
help-meta_moment = LÚC
help-answer_several = Trả lời chung nhiều vụ việc của cùng một sự cố.
help-several_codes = Mã các vụ việc, nhiều nhất 200.
help-several_go_on = Làm tiếp trả lời chung mang số này, đã bị ngắt giữa chừng.
help-meta_codes = MÃ …
help-meta_number = SỐ
