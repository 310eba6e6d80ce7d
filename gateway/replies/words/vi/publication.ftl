# Why an answer cannot be published.

publication-restricted = vụ việc { $case } hạn chế người xem: không công khai
publication-not_here = trả lời loại này, hoặc của đơn vị này, không công khai (mục [publication] của cấu hình): { $case }
publication-urgent = vụ việc { $case } là việc khẩn: không công khai. Nếu không khẩn, sửa mức độ trước
publication-unwanted = người dân đề nghị không công khai vụ việc { $case }
publication-unanswered = vụ việc { $case } chưa có trả lời để công khai
publication-personal = “{ $field }” còn { $what }: bỏ đi rồi hãy công khai
