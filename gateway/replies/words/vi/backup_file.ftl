backup_file-is_there = { $file }: đã có; nêu tên tệp khác, hoặc thêm --overwrite
backup_file-not_written = { $file }: không ghi được: { $error }
backup_file-not_read = { $file }: không đọc được: { $error }
backup_file-not_whole = { $file }: không phải là bản sao lưu đầy đủ ({ $error })
backup_file-other_format = bản sao lưu có dạng { $format }, chương trình này đọc { $known }: dùng bản mới hơn
backup_file-damaged = { $file }: bảng { $table } bị hỏng; dùng bản sao lưu khác
backup_file-newer_schema = bản sao lưu có lược đồ { $schema }, chương trình này biết { $known }: dùng chương trình mới hơn
backup_file-rows_missing = bảng { $table }: khôi phục { $back } dòng, đã ghi { $written }
