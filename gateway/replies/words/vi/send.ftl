# Why a reply waits, or what became of it.

send-line_does_not_send = kênh này chỉ nhận, chưa gửi (send = false)
send-taken_back = người gửi đã rút lại
send-told_in_person = người dân không để lại nơi nhận: cán bộ báo trực tiếp
send-maybe_answered_before_restore = phục hồi từ bản sao lưu: có thể đã trả lời rồi
send-maybe_sent_before_restore = phục hồi từ bản sao lưu: có thể tin đã đi sau đó
send-no_answer_in_time = hết thời gian chờ mà không có trả lời
    .step = Xem mạng từ máy này tới máy chủ thư, hoặc modem. Hệ thống tự thử lại.
send-no_answer_before_end = hệ thống dừng hoặc hết thời gian chờ trước khi có trả lời
send-answer_lost = không nhận được phản hồi sau khi gửi: có thể tin đã đi
send-unforeseen = lỗi chưa lường trước khi gửi ({ $error }); xem nhật ký
    .step = Tìm giờ này trong nhật ký và gửi đoạn đó cho người bảo trì hệ thống. Hệ thống tự thử lại.
send-reported_failed = bên chuyển báo không gửi tới được
send-reported = { $report ->
    [failed] bên chuyển báo không gửi tới được ({ $status })
    [complaint] người nhận báo là thư rác
    [delayed] bên chuyển báo chưa tới, còn thử tiếp ({ $status })
   *[other] bên chuyển báo: { $report } { $status }
 }
send-too_old = tin đã chờ { $age }: cần người xem nội dung còn đúng không
send-held_word = tin có từ “{ $word }”, cấu hình dành cho người duyệt
send-quiet_hours = giờ này không chủ động nhắn cho ai: tin đi vào buổi sáng
send-waits_until = Tin sẽ đi lúc { $at }: { $cause }.
send-waits_for_a_person = Tin sẽ chờ cán bộ quyết định: { $cause }.
send-same_text = vừa gửi đúng nội dung ấy cho số này
send-many_to_one = số này đã nhận đủ số tin cho phép trong một giờ
send-many_to_one_day = số này đã nhận đủ số tin mà nhà mạng cho phép trong một ngày
send-probe_over = kết thúc lượt thử kênh: không gửi nữa
