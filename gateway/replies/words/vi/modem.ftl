# The modem, its process, its SIM. `step`: what a person can do about it.

-again = Hệ thống tự thử lại.
-unplug = Rút modem ra 10 giây rồi cắm lại; vẫn vậy thì thử cổng USB có nguồn khỏe hơn, hoặc modem khác. { -again }
-aerial = Kiểm tra ăng-ten, chỗ đặt modem; SIM và modem có dùng được 4G không. { -again }

modem-gammu_not_installed = chưa cài python-gammu; chạy lại ./gw
    .step = Dừng hệ thống, chạy ./gw setup, rồi chạy lại ./gw run.
modem-process_ended = tiến trình giữ modem đã dừng ({ $status })
    .step = { -unplug }
modem-does_not_answer = modem không trả lời lệnh { $command } trong { $seconds } giây; đã khởi động lại
    .step = { -unplug }
modem-busy = modem bận quá lâu
    .step = { -unplug }
modem-failed = modem báo lỗi { $error }
    .step = { -unplug }
modem-absent = không có modem ở { $device }: bị rút ra, hoặc đã đổi tên
    .step = Cắm lại modem; ghi tên cố định của nó trong /dev/serial/by-id vào khóa device để đổi cổng USB không mất.
modem-no_permission = không có quyền mở { $device }: thêm người dùng vào nhóm sở hữu thiết bị (thường là dialout)
    .step = Thêm người dùng chạy hệ thống vào nhóm sở hữu thiết bị (sudo usermod -aG dialout TÊN), rồi khởi động lại hệ thống.
modem-held_by_another = tiến trình khác đang giữ modem { $device }
    .step = Tìm và tắt chương trình đang giữ modem: ModemManager, minicom, hoặc một ./gw khác (sudo fuser -v THIẾT_BỊ).
modem-not_a_modem = thiết bị { $device } không trả lời như một modem ({ $error })
    .step = Modem có nhiều cổng: thử cổng khác của nó trong /dev/serial/by-id (thường là if02 hoặc if03), đúng baud và driver.
modem-pin_refused = SIM từ chối mã PIN; không thử lại trước khi khởi động lại, hãy kiểm tra bằng tay
    .step = Lắp SIM vào điện thoại, mở khóa (PUK do nhà mạng cấp), sửa khóa pin_file cho đúng, lắp lại rồi khởi động lại.
modem-sim_locked = SIM bị khóa và đòi { $wants }
    .step = { $wants ->
        [PUK] Lắp SIM vào điện thoại, mở khóa (PUK do nhà mạng cấp), sửa khóa pin_file cho đúng, lắp lại rồi khởi động lại.
       *[other] Ghi mã PIN của SIM vào tệp của khóa pin_file (chmod 600), hoặc tắt hỏi PIN bằng điện thoại; rồi khởi động lại.
     }
modem-other_sim = SIM trong modem không phải SIM đã khai báo: nhận tin, không gửi tin
    .step = Lắp lại đúng SIM, hoặc sửa khóa imsi của đường này theo kết quả ./gw check.
modem-no_message_centre = SIM chưa có số trung tâm tin nhắn; đặt bằng lệnh AT+CSCA
    .step = Đặt số trung tâm tin nhắn (SMSC) cho SIM bằng điện thoại, hỏi nhà mạng nếu không biết số.
modem-no_network = modem không tìm thấy mạng di động: tin chờ gửi được giữ lại
    .step = { -aerial }
modem-looking_for_network = modem đang tìm mạng di động: tin chờ gửi được giữ lại
    .step = { -aerial }
modem-network_refuses_sim = nhà mạng từ chối SIM này: tin chờ gửi được giữ lại
    .step = Rút SIM ra lắp lại; vẫn vậy thì thử SIM đó trong điện thoại: hỏng hoặc bị khóa thì đổi SIM ở nhà mạng.
modem-probed = SIM { $imsi }, sóng { $signal } %, mạng { $network }
modem-probed_other_sim = SIM { $imsi }, sóng { $signal } %, mạng { $network }; không phải SIM trong cấu hình: sẽ không gửi gì
modem-not_known = không rõ
