# Nhật ký truy cập: `gw audit` nói gì và từ chối gì.

audit-empty = Không có dòng nào.
audit-whole = { $rows } dòng: không ai sửa, xóa hay chèn thêm dòng nào. Đầu chuỗi là { $head }
audit-no_head = Muốn biết phần cuối có bị cắt hay không, cần một đầu chuỗi đã ghi lại trước đó: gw audit check --head ĐẦU_CHUỖI.
audit-faults = { $n } chỗ sai trong { $rows } dòng.
audit-place = Vị trí { $place }: { $fault } { $row }
audit-unchecked = { $n } dòng được niêm phong bằng khóa không có trên máy này: chưa kiểm tra được.
audit-unsealed = { $n } dòng đang chờ niêm phong, dòng lâu nhất từ { $since }.
audit-cut = Đã xóa { $n } dòng; chuỗi bắt đầu từ sau các dòng đó.
audit-begun = Từ đây chuỗi đi tiếp bằng khóa của máy này; việc theo dõi sức khỏe hệ thống cũng xem từ đây.
audit-too_young = Nhật ký phải giữ { $years } năm ([data] audit_years): hãy nêu ngày sớm hơn.
audit-nothing_sealed = Từ lần bắt đầu trước đến nay chưa có dòng nào được niêm phong.
audit-fault_changed = không còn như khi niêm phong, hoặc dòng trước đã bị lấy đi
audit-fault_removed = một hay nhiều dòng đã mất, trước
audit-fault_inserted = bị chèn thêm
audit-fault_reordered = đứng vào chỗ của dòng sau
audit-fault_backdated = ghi thời điểm sớm hơn nhiều so với dòng đứng trước
audit-fault_truncated = đầu chuỗi đã ghi lại không còn nữa
audit-fault_unnamed = có dòng bị cắt hoặc khóa bị đổi mà không dòng nào ghi lại
