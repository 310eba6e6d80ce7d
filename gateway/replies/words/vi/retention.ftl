# Xóa dữ liệu cá nhân hết thời hạn lưu giữ: `gw retention` nói gì.

retention-off = Chưa đặt thời hạn lưu giữ ([retention] days trong config.toml): không có gì được xóa.
retention-due = Đến hạn xóa dữ liệu cá nhân: { $cases } vụ việc; ngoài vụ việc: { $messages } tin và thư đến, { $outbox } tin và thư đi, { $calls } cuộc gọi.
retention-done = Đã xóa dữ liệu cá nhân: { $cases } vụ việc; ngoài vụ việc: { $messages } tin và thư đến, { $outbox } tin và thư đi, { $calls } cuộc gọi.
