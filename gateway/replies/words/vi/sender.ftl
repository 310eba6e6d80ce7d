sender-not_decided = chưa có quyết định nào về người gửi hoặc danh sách này
