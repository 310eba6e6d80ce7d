error-unforeseen = lỗi chưa lường trước ({ $error }); xem nhật ký
    .step = Tìm giờ này trong nhật ký và gửi đoạn đó cho người bảo trì hệ thống. Hệ thống tự thử lại.
