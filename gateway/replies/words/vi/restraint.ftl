# Why a reply did not go out.

restraint-old = tin đã cũ
restraint-line_silent = kênh này chỉ nhận, chưa gửi
restraint-suppressed = từng bị báo là không gửi tới được
restraint-no_mobile_number = không phải số di động Việt Nam
restraint-no_mail_address = không phải địa chỉ thư điện tử
restraint-dmarc_fail = máy chủ thư báo người gửi bị giả mạo
restraint-form = điền trong biểu mẫu nên chưa chắc là địa chỉ của người gửi
restraint-loop_suspected = nghi hai máy tự động trả lời nhau
restraint-commands_per_sender_day = đã hết số lần tra cứu trong ngày
restraint-emergencies_per_sender_day = đã hết số tin khẩn cấp trong ngày
restraint-acknowledgements_per_sender_day = đã hết số tin tự động trong ngày
restraint-unproven_per_sender_day = không xác nhận được người gửi: đã hết số thư tự động trong ngày cho địa chỉ này
restraint-unproven_per_domain_hour = không xác nhận được người gửi: đã hết số thư tự động trong giờ cho tên miền này
restraint-unproven_per_line_hour = không xác nhận được người gửi: kênh đã hết số thư tự động trong giờ
restraint-unproven_emergencies_per_line_hour = không xác nhận được người gửi: kênh đã hết số thư khẩn trong giờ
restraint-rate_limit = thay bằng tin báo đây là tin cuối trong ngày
restraint-wrong_codes_per_hour = nêu sai mã quá nhiều lần trong một giờ
restraint-status_told_twice = đã báo tình trạng này hai lần trong một giờ
restraint-already_asked = đã nhắn câu này rồi
