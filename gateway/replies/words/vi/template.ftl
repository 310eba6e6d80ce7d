# What is wrong with a template (templates/): it stands behind the file's path.

template-not_read = không đọc được ({ $error }); lấy lại tệp từ bản phát hành
template-no_subject = phải bắt đầu bằng một dòng "Subject: …" và một dòng trống
template-unknown_placeholder = không có chỗ điền nào tên { $name }; ở đây có: { $names }
template-placeholder_missing = thiếu chỗ điền { $name }; ghi nó vào nơi cần giá trị
template-loose_brace = có dấu ngoặc nhọn không thuộc chỗ điền nào; hãy bỏ dấu đó
