# Vì sao tệp của cán bộ không gửi được.

danger_of_file-executable = chương trình, mở ra là chạy
danger_of_file-script = tập lệnh, mở ra là chạy
danger_of_file-program_inside = tệp nén chứa chương trình, tập lệnh hoặc văn bản có macro
danger_of_file-macros = văn bản có macro
danger_of_file-disk_image = tệp ảnh đĩa
danger_of_file-disguised = tên tệp không đúng với nội dung
danger_of_file-double_extension = tên tệp có hai đuôi
