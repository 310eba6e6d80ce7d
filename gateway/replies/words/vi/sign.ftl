# What speaks for a machine.

sign-header = { $name ->
    [feedback-id] có Feedback-ID, dấu của dịch vụ thư
    [x-auto-response-suppress] yêu cầu không trả lời tự động
    [list-id] đến qua một danh sách hoặc địa chỉ nhóm
    [list-unsubscribe] có lời mời hủy nhận tin
    [list-post] đến qua một danh sách
    [resent-from] được gửi tiếp
    [resent-sender] được gửi tiếp
    [resent-to] được gửi tiếp
   *[other] có dòng { $name }, dấu của thư máy
 }
sign-header_value = có dòng { $name }: { $value }, dấu của thư máy
sign-auto_submitted = thư ghi là do máy gửi ({ $value })
sign-precedence = thư gửi hàng loạt ({ $value })
sign-empty_return_path = không có địa chỉ trả về (như thư máy)
sign-machine_name = tên địa chỉ gửi giống của máy
sign-subject_of_reply = tiêu đề giống thư trả lời tự động
sign-subject_of_failure = tiêu đề giống báo không gửi được
sign-subject_of_absence = tiêu đề giống báo vắng mặt hoặc báo đã đọc
sign-form_of_report = dạng báo phát mà không đọc được nội dung
sign-calendar_reply = lịch báo nhận hoặc từ chối lời mời
sign-words_of_report = lời thư là báo không gửi được hoặc báo thư rác
sign-says_automatic = thư tự ghi là tự động, xin đừng trả lời
sign-recall = Outlook xin thu hồi một thư trước
sign-words_of_responder = lời thư giống thư trả lời tự động
