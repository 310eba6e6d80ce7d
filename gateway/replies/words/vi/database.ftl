database-no_tables = cơ sở dữ liệu này không có bảng của hệ thống
database-does_not_answer = cơ sở dữ liệu không trả lời ({ $error })
database-in_use = hệ thống đang làm việc trên cơ sở dữ liệu này ({ $sessions } phiên): dừng nó trước khi khôi phục
database-not_empty = cơ sở dữ liệu không trống ({ $tables } …): khôi phục cần một cơ sở dữ liệu trống, hoặc thư mục dữ liệu mới
