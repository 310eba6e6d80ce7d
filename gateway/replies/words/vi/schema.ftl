schema-newer = cơ sở dữ liệu có lược đồ { $version }, chương trình này biết { $known }: chạy chương trình mới hơn
schema-migration_changed = bước chuyển đổi { $migration } bị sửa sau khi đã chạy trên cơ sở dữ liệu này: khôi phục tệp gốc
schema-no_migration_name = { $file } không phải tên của một bước chuyển đổi: NNNN_name.sql, .pre.sql hoặc .post.sql
