server-no_system_user = không tạo được người dùng hệ thống { $user }: { $error }
server-program_failed = { $program } bị lỗi ({ $status }): { $output }
server-not_started = { $program } không khởi động; { $file } ghi: { $output }
server-package_missing = chưa cài gói { $package }; chạy lại ./gw, hoặc khai báo máy chủ trong config.toml
