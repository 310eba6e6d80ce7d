# The modem, its process, its SIM. `step`: what a person can do about it.

-again = Hệ thống tự thử lại.
-unplug = Rút modem ra 10 giây rồi cắm lại; vẫn vậy thì thử cổng USB có nguồn khỏe hơn, hoặc modem khác. { -again }
-seat = Rút SIM ra lắp lại; vẫn vậy thì thử SIM đó trong điện thoại: hỏng hoặc bị khóa thì đổi SIM ở nhà mạng.
-pin-wrong = Ghi mã PIN đúng vào tệp của khóa pin_file; lần khởi động sau sẽ thử một lần. Muốn thử lại chính mã cũ thì xóa tệp .refused bên cạnh.
-aerial = Kiểm tra ăng-ten, chỗ đặt modem; SIM và modem có dùng được 4G không. { -again }

modem-gammu_not_installed = chưa cài python-gammu; chạy lại ./gw
    .step = Dừng hệ thống, chạy ./gw setup, rồi chạy lại ./gw run.
modem-process_ended = tiến trình giữ modem đã dừng ({ $status })
    .step = { -unplug }
modem-does_not_answer = modem không trả lời lệnh { $command } trong { $seconds } giây; đã khởi động lại
    .step = { -unplug }
modem-hung = modem không còn trả lời
    .step = { -unplug }
modem-being_restarted = modem nhiều lần không trả lời: đang được khởi động lại
    .step = { -unplug }
modem-busy = modem bận quá lâu
    .step = { -unplug }
modem-failed = modem báo lỗi { $error }
    .step = { -unplug }
modem-absent = không có modem ở { $device }: bị rút ra, hoặc đã đổi tên
    .step = Cắm lại modem; ghi tên cố định của nó trong /dev/serial/by-id vào khóa device để đổi cổng USB không mất.
modem-not_found = không tìm thấy modem ở cổng nào: { $ports ->
    [0] máy không có cổng nối tiếp
   *[other] đã hỏi { $ports } cổng, { $silent } cổng không trả lời như modem, { $held } cổng do chương trình hoặc đường khác giữ
 }
    .step = Cắm lại modem; xem imsi của đường này có đúng là của SIM, imei có đúng là của modem, và không chương trình nào khác giữ cổng.
modem-no_permission = không có quyền mở { $device }: thêm người dùng vào nhóm sở hữu thiết bị (thường là dialout)
    .step = Thêm người dùng chạy hệ thống vào nhóm sở hữu thiết bị (sudo usermod -aG dialout TÊN), rồi khởi động lại hệ thống.
modem-held_by_another = tiến trình khác đang giữ modem { $device }
    .step = Tìm và tắt chương trình đang giữ modem: ModemManager, minicom, hoặc một ./gw khác (sudo fuser -v THIẾT_BỊ).
modem-not_a_modem = thiết bị { $device } không trả lời như một modem ({ $error })
    .step = Modem có nhiều cổng: thử cổng khác của nó trong /dev/serial/by-id (thường là if02 hoặc if03), đúng baud và driver.
modem-pin_refused = SIM từ chối mã PIN: không thử lại mã ấy nữa
    .step = { -pin-wrong }
modem-pin_refused_left = SIM từ chối mã PIN (còn { $left } lần thử trước khi bị khóa): không thử lại mã ấy nữa
    .step = { -pin-wrong }
modem-pin_kept = SIM chỉ còn { $left } lần thử PIN trước khi bị khóa: hệ thống để dành cho người
    .step = Lắp SIM vào điện thoại và gõ đúng mã PIN ở đó; rồi lắp lại.
modem-no_sim = không có SIM trong modem, hoặc modem không nhận SIM
    .step = { -seat }
modem-sim_failed = không đọc được SIM
    .step = { -seat }
modem-sim_wrong = modem không chấp nhận SIM này
    .step = Modem bị khóa theo nhà mạng khác thì không nhận SIM khác: dùng modem khác, hoặc nhờ mở khóa mạng.
modem-sim_busy = SIM bận mãi, chưa sẵn sàng
    .step = { -unplug }
modem-radio_off = phần vô tuyến của modem đã bị tắt (AT+CFUN); đang được bật lại
    .step = Nếu vẫn vậy: { -unplug } Xem có chương trình nào khác tắt modem không.
modem-not_allowed = modem từ chối: thao tác không được phép (CME 3)
    .step = { -unplug }
modem-memory_refused = modem không cho đọc tin trong bộ nhớ
    .step = { -unplug }
modem-memory_refused_cms = modem không cho đọc tin trong bộ nhớ (CMS { $cms })
    .step = { -unplug }
modem-sim_locked = SIM bị khóa và đòi { $wants }
    .step = { $wants ->
        [PUK] Lắp SIM vào điện thoại, mở khóa (PUK do nhà mạng cấp), sửa khóa pin_file cho đúng, lắp lại rồi khởi động lại.
       *[other] Ghi mã PIN của SIM vào tệp của khóa pin_file (chmod 600), hoặc tắt hỏi PIN bằng điện thoại; rồi khởi động lại.
     }
modem-other_sim = SIM trong modem không phải SIM đã khai báo: nhận tin, không gửi tin
    .step = Lắp lại đúng SIM, hoặc sửa khóa imsi của đường này theo kết quả ./gw check.
modem-no_message_centre = SIM chưa có số trung tâm tin nhắn (SMSC): không gửi được tin nào
    .step = Ghi số của nhà mạng vào khóa message_centre của đường này, rồi khởi động lại hệ thống.
modem-no_network = modem không tìm thấy mạng di động: tin chờ gửi được giữ lại
    .step = { -aerial }
modem-looking_for_network = modem đang tìm mạng di động: tin chờ gửi được giữ lại
    .step = { -aerial }
modem-network_refuses_sim = nhà mạng từ chối SIM này: tin chờ gửi được giữ lại
    .step = Rút SIM ra lắp lại; vẫn vậy thì thử SIM đó trong điện thoại: hỏng hoặc bị khóa thì đổi SIM ở nhà mạng.
modem-probed = SIM { $imsi }, IMEI { $imei }, sóng { $signal } %, mạng { $network }
modem-probed_at = SIM { $imsi }, IMEI { $imei }, sóng { $signal } %, mạng { $network }, tìm thấy ở { $port }
modem-probed_other_sim = SIM { $imsi }, IMEI { $imei }, sóng { $signal } %, mạng { $network }; không phải SIM trong cấu hình: sẽ không gửi gì
modem-not_known = không rõ
