feed-cursor_expired = các sự kiện đã được khôi phục hoặc đến từ máy chủ khác: đọc lại từ đầu
