trace-because = vì { $reasons }
trace-no_row = không có dòng nào mang số { $id }
trace-no_case = không có vụ việc nào mang mã { $case }
