"""What channels say of their trouble -> Vietnamese. A sentence that is not here is shown as it was said.

tests/unit/test_health.py reads the channels' code and asks that every LineDown of theirs stands here.
"""

import re

SAID = {
    r"no sign of life: the process that should read this line has stopped, or stands still": (
        "không có tín hiệu: tiến trình đọc đường này đã dừng hoặc đứng yên"
    ),
    r"unforeseen: (.+)": r"lỗi chưa lường trước (\1); xem nhật ký",
    r"sending failed in an unforeseen way: (.+)": r"lỗi chưa lường trước khi gửi (\1); xem nhật ký",
    r"the line ended by itself": "kết nối tự kết thúc",
    # mail
    r"(IMAP|SMTP): the server does not answer": r"\1: máy chủ thư không trả lời",
    r"IMAP: no answer in time": "IMAP: máy chủ thư không trả lời kịp",
    r"(IMAP|SMTP): cannot connect: (.+)": r"\1: không kết nối được máy chủ thư (\2)",
    r"IMAP: the server refused the log-in; check user and password": (
        "IMAP: máy chủ thư từ chối đăng nhập; kiểm tra khóa user và mật khẩu"
    ),
    r"IMAP: the server cannot check log-ins just now": "IMAP: máy chủ thư tạm thời không kiểm tra được đăng nhập",
    r"IMAP: the server refused the log-in: too many connections of this mailbox": (
        "IMAP: máy chủ thư từ chối đăng nhập vì hộp thư này đang có quá nhiều kết nối"
    ),
    r"IMAP: the server refused the log-in: the mailbox is full": (
        "IMAP: máy chủ thư từ chối đăng nhập vì hộp thư đã đầy"
    ),
    r"IMAP: the server refused the log-in: the password has expired": (
        "IMAP: máy chủ thư từ chối đăng nhập vì mật khẩu đã hết hạn"
    ),
    r"IMAP: the server does not open the folder; check folder": (
        "IMAP: máy chủ thư không mở được thư mục; kiểm tra khóa folder"
    ),
    r"IMAP: the server gives no UIDVALIDITY; it cannot be read safely": (
        "IMAP: máy chủ thư không cho UIDVALIDITY nên không đọc an toàn được"
    ),
    r"IMAP: SEARCH was answered (.+)": r"IMAP: lệnh SEARCH bị trả lời \1",
    r"IMAP: the server closed the connection": "IMAP: máy chủ thư ngắt kết nối",
    r"IMAP: the server refused the connection": "IMAP: máy chủ thư từ chối kết nối",
    r"IMAP: the server sends more than it was asked for": (
        "IMAP: máy chủ thư gửi nhiều hơn hẳn phần được hỏi; kết nối đã bị cắt"
    ),
    r"IMAP: the mailbox has been made anew": "IMAP: hộp thư vừa được tạo lại; đang đọc lại từ đầu",
    r"IMAP: (\w+)": r"IMAP: kết nối bị lỗi (\1)",
    r"SMTP: the server refused the log-in: (.+)": (
        r"SMTP: máy chủ thư từ chối đăng nhập (\1); kiểm tra khóa user và mật khẩu"
    ),
    r"SMTP: the server refused us: (.+)": r"SMTP: máy chủ thư từ chối kết nối (\1)",
    r"(IMAP|SMTP): the server's certificate is not trusted: (.+); check the host name and ca_file": (
        r"\1: chứng thư của máy chủ thư không đáng tin (\2); kiểm tra tên máy chủ và khóa ca_file"
    ),
    r"SMTP ([A-Za-z ]+): (\d.*)": r"SMTP: máy chủ thư từ chối ở bước \1 (\2)",
    r"SMTP: no answer after the final dot \((\w+)\)": r"SMTP: máy chủ thư không trả lời sau khi nhận thư (\1)",
    r"the server answers slowly: what waits for its last word has taken all places": (
        "máy chủ thư trả lời chậm: các thư đang chờ lời cuối đã chiếm hết chỗ"
    ),
    r"no answer within the attempt's deadline": "hết thời gian chờ mà không có trả lời",
    # the modem and its process
    r"the modem failed after it had taken the message(.*)": r"modem báo lỗi sau khi đã nhận tin, có thể tin đã đi\1",
    r"the message was not taken(.*)": r"modem hoặc nhà mạng không nhận tin để gửi\1",
    r"the SIM has no number of the message centre; set it with AT\+CSCA": (
        "SIM chưa có số trung tâm tin nhắn; đặt bằng lệnh AT+CSCA"
    ),
    r"python-gammu is not installed": "chưa cài python-gammu; chạy lại ./gw",
    r"the modem's process has ended(.*)": r"tiến trình của modem đã kết thúc\1",
    r"the modem was busy for too long": "modem bận quá lâu",
    r"the modem gave no answer to '(.+)' within (.+) s": r"modem không trả lời lệnh \1 trong \2 giây; đã khởi động lại",
    r"the modem failed: (.+)": r"modem báo lỗi \1",
    r"the modem at (.+) does not answer as a modem \((.+)\)": r"thiết bị \1 không trả lời như một modem (\2)",
    r"there is no modem at (.+): unplugged, or under another name": (
        r"không có modem ở \1: bị rút ra, hoặc đã đổi tên"
    ),
    r"no permission to open (.+): add the user to the group that owns it \(often dialout\)": (
        r"không có quyền mở \1: thêm người dùng vào nhóm sở hữu thiết bị (thường là dialout)"
    ),
    r"another process holds the modem at (.+)": r"tiến trình khác đang giữ modem \1",
    r"the SIM refused the PIN: it will not be tried again before a restart; check it by hand": (
        "SIM từ chối mã PIN; không thử lại trước khi khởi động lại, hãy kiểm tra bằng tay"
    ),
    r"the SIM is locked and wants: (.+)": r"SIM bị khóa và đòi \1",
    r"another SIM than the configured one is in the modem: it receives, it does not send": (
        "SIM trong modem không phải SIM đã khai báo: nhận tin, không gửi tin"
    ),
    r"the modem finds no network: messages wait": "modem không tìm thấy mạng di động: tin chờ gửi được giữ lại",
    r"the modem is looking for a network: messages wait": "modem đang tìm mạng di động: tin chờ gửi được giữ lại",
    r"the network refuses this SIM: messages wait": "nhà mạng từ chối SIM này: tin chờ gửi được giữ lại",
    # refusals of the network, the SIM and the modem (gateway/channels/sms/refusals.py)
    r"the SIM's subscription does not include sending SMS( .+)": r"thuê bao của SIM không được gửi SMS\1",
    r"the network does not let this SIM send SMS( .+)": r"nhà mạng không cho SIM này gửi SMS\1",
    r"the message centre does not know this SIM( .+)": r"trung tâm tin nhắn không nhận ra SIM này\1",
    r"the modem does not allow sending SMS( .+)": r"modem không cho gửi SMS\1",
    r"the modem does not support sending SMS( .+)": r"modem không hỗ trợ gửi SMS\1",
    r"there is no SIM in the modem( .+)": r"không có SIM trong modem\1",
    r"the SIM wants its PIN( .+)": r"SIM đòi mã PIN\1",
    r"the SIM wants the phone's PIN( .+)": r"SIM đòi mã PIN của điện thoại\1",
    r"the SIM has failed( .+)": r"SIM bị hỏng\1",
    r"the modem refuses this SIM( .+)": r"modem từ chối SIM này\1",
    r"the SIM wants its PUK( .+)": r"SIM đòi mã PUK\1",
    r"the SIM wants its PIN2( .+)": r"SIM đòi mã PIN2\1",
    r"the SIM wants its PUK2( .+)": r"SIM đòi mã PUK2\1",
    r"the number of the message centre is not set( .+)": r"chưa đặt số trung tâm tin nhắn\1",
    r"the modem has no network( .+)": r"modem không có mạng di động\1",
}

CAUSES = tuple((re.compile(pattern), vietnamese) for pattern, vietnamese in SAID.items())
