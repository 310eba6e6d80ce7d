# What is wrong with a template (templates/): it stands behind the file's path.

template-not_read = không đọc được ({ $error }); lấy lại tệp từ bản phát hành
template-no_subject = phải bắt đầu bằng một dòng "Subject: …" và một dòng trống
template-empty_subject = tiêu đề trống hoặc ghi là không có tiêu đề; ghi sau "Subject: " thư nói về việc gì
template-subject_of_reply = tiêu đề bắt đầu như thư trả lời hoặc chuyển tiếp ("Re:", "Fwd:"); hãy bỏ phần đó
template-unknown_placeholder = không có chỗ điền nào tên { $name }; ở đây có: { $names }
template-placeholder_missing = thiếu chỗ điền { $name }; ghi nó vào nơi cần giá trị
template-loose_brace = có dấu ngoặc nhọn không thuộc chỗ điền nào; hãy bỏ dấu đó
template-no_directory = không phải thư mục; hãy tạo thư mục, hoặc để trống khóa này
template-wrong_place = nằm sai chỗ; đặt tên như ĐƠN_VỊ/sms/vi/acknowledgement.txt, giống các tệp trong templates/
template-no_unit = không đơn vị nào có khóa "{ $name }"; gần nhất là { $names }
template-no_set = không có bộ mẫu "{ $name }"; có: { $names }
template-no_language = không có ngôn ngữ "{ $name }"; có vi và en
template-no_such_text = không có mẫu nào tên như vậy; gần nhất là { $names }
template-not_below_subject = chỗ điền { $name } chỉ có trong tiêu đề; ghi nó cả vào phần thư bên dưới
template-marks = không được có chữ có dấu hay hình ({ $letters }); hãy viết không dấu
template-too_many_segments = dài { $n } tin khi mọi giá trị dài nhất, tối đa { $most } tin; hãy viết ngắn lại
template-too_long_mail = quá dài; tiêu đề tối đa { $subject } chữ, thư tối đa { $text } chữ
