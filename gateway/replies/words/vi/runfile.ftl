runfile-not_written = không ghi được { $file }: { $error }; người chạy hệ thống phải có quyền ghi vào thư mục
runfile-not_running = không có hệ thống nào chạy trên { $directory }: chạy ./gw run, hoặc nêu đúng tệp bằng --config
