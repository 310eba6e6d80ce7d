# Why a backup failed, or was not copied.

backup-none = chưa chạy lần nào
backup-room = ổ đĩa không đủ chỗ ({ $detail })
backup-directory = không ghi được vào thư mục sao lưu ({ $detail })
backup-write = không ghi được tệp ({ $detail })
backup-database = PostgreSQL bị lỗi ({ $detail })
backup-child = tiến trình sao lưu chết ({ $detail })
backup-stopped = hệ thống dừng giữa chừng
backup-hook = chương trình chép báo lỗi ({ $detail })
