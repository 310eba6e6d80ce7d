# Why a worker process gave no answer.

reading-no_process = không khởi động được tiến trình đọc
reading-took_longer = tiến trình đọc mất quá { $seconds } giây
reading-process_died = tiến trình đọc chết giữa chừng
reading-answer_garbled = không hiểu được câu trả lời của tiến trình đọc
reading-failed = đọc bị lỗi: { $error }
reading-not_read = chưa đọc
reading-not_understood = không hiểu được điều tiến trình đọc đã đọc
