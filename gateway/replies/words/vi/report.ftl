# What a delivery report says.

report-delivered = đã tới nơi
report-delayed = chưa tới, còn thử tiếp
report-failed = không tới nơi
report-complaint = người nhận báo là thư rác
report-relayed = đã chuyển tiếp, không có báo thêm
report-expanded = đã chuyển cho một danh sách
report-read = đã đọc
