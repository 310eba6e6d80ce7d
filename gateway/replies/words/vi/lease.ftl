lease-lost = { $table } { $key }: tiến trình khác đang giữ
lease-parts_settled = các phần của lượt này đã được người khác xử lý xong
lease-not_renewed = kênh { $line }: quyền giữ chưa được gia hạn kịp, không gửi gì
