# A line as a whole. `step`: what a person can do about it.

line-no_sign_of_life = không có tín hiệu: tiến trình đọc đường này đã dừng hoặc đứng yên
    .step = Xem nhật ký của tiến trình giữ đường này, rồi chạy lại: ./gw run (hoặc ./gw run --lines TÊN).
line-ended = kết nối tự kết thúc
    .step = Thường là kết nối bị ngắt. Lặp lại nhiều lần thì xem nhật ký. Hệ thống tự thử lại.
line-stopping = đang dừng
    .step = Hệ thống đang dừng hoặc khởi động lại.
line-server_answers_slowly = máy chủ thư trả lời chậm: các thư đang chờ lời cuối đã chiếm hết chỗ
    .step = Xem máy chủ thư có quá tải hoặc phần mềm quét có chậm không; hỏi nhà cung cấp. Hệ thống tự thử lại.
