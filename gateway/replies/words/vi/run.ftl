# What the processes of `gw run` say of themselves.

run-cannot_start = { $path }: hệ thống không khởi động được:
run-running = gw: đang chạy. Trang: { $page }   Để dừng: Ctrl-C
run-running_to_try = gw: đang chạy. Trang: { $page }   Dùng thử: ./gw demo   Để dừng: Ctrl-C
run-running_parts = gw: đang chạy: { $parts }   Để dừng: Ctrl-C
run-part_line = kênh { $names }
run-part_lines = kênh { $names }
run-part_intake = bộ tiếp nhận
run-part_page = trang { $page }
run-part_doors = cổng nhận ở cổng { $port }
run-nobody_to_come_in = gw: chưa ai có tài khoản, nên các trang chỉ mở trong máy này; tạo tài khoản đầu tiên bằng đường dẫn của ./gw console rồi khởi động lại
run-stopping = gw: đang dừng
run-reloaded = Cấu hình đúng ({ $units } đơn vị, { $lines } đường); mọi tiến trình đang chạy đọc lại ngay.
