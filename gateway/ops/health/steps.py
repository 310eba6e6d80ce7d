"""What a person can do about a line's trouble: the next step of each cause in causes.py, in Vietnamese and English.

Read from top to bottom: the first pattern that is found in what the channel said decides. tests/unit/test_health.py
asks that every cause has a step of its own kind, none the last line's.
"""

import re
from collections.abc import Mapping

__all__ = ["step"]

AGAIN_VI, AGAIN_EN = "Hệ thống tự thử lại.", "It is tried again by itself."

STEPS: tuple[tuple[str, str, str], ...] = (
    (
        "no sign of life",
        "Xem nhật ký của tiến trình giữ đường này, rồi chạy lại: ./gw run (hoặc ./gw run --lines TÊN).",
        "Look into the log of the process that holds it, then start it again: ./gw run (or ./gw run --lines NAME).",
    ),
    (
        "unforeseen",
        f"Tìm giờ này trong nhật ký và gửi đoạn đó cho người bảo trì hệ thống. {AGAIN_VI}",
        f"Look for this time in the log, and send that part to who maintains the gateway. {AGAIN_EN}",
    ),
    # mail
    (
        "refused the log-in",
        (
            "Đăng nhập hộp thư này bằng trình duyệt. Được thì ghi đúng mật khẩu vào tệp của password_file "
            "(Google, Microsoft: mật khẩu ứng dụng); không được thì hỏi người giữ hộp thư."
        ),
        (
            "Log in to this mailbox by a browser. If that works, put the right password into the file of "
            "password_file (Google, Microsoft: an app password); if not, ask who keeps the mailbox."
        ),
    ),
    (
        "certificate|CERTIFICATE",
        (
            "Kiểm tra tên máy chủ có đúng tên trong chứng thư không; máy chủ dùng chứng thư nội bộ thì ghi tệp CA"
            " của nó vào khóa ca_file; chứng thư hết hạn thì báo người quản trị máy chủ thư."
        ),
        (
            "See whether the host is the name in the certificate; of a server with an internal CA, name the CA's "
            "file in ca_file; if it has expired, tell the mail server's administrator."
        ),
    ),
    (
        "WRONG_VERSION_NUMBER|wrong version number",
        "Cổng này không nói TLS ngay từ đầu: thử imap_tls hoặc smtp_tls = “starttls”, hoặc cổng khác (993, 465).",
        (
            'This port does not speak TLS from the start: try imap_tls or smtp_tls = "starttls", or another '
            "port (993, 465)."
        ),
    ),
    (
        "Name or service not known|name resolution|No address associated|gaierror",
        (
            "Không tra được tên máy chủ: kiểm tra imap_host, smtp_host có viết đúng không và DNS của máy này. "
            f"{AGAIN_VI}"
        ),
        (
            "The host's name is not found: see whether imap_host and smtp_host are right, and to this machine's "
            f"DNS. {AGAIN_EN}"
        ),
    ),
    (
        "does not open the folder",
        (
            "Kiểm tra khóa folder: đúng tên thư mục như máy chủ gọi (./gw check), tài khoản có quyền đọc thư mục "
            "đó không."
        ),
        "See to folder: the name as the server has it (./gw check), and whether the account may read it.",
    ),
    (
        "no UIDVALIDITY",
        "Máy chủ thư này trái chuẩn IMAP (RFC 3501) nên đọc có thể mất thư: báo nhà cung cấp, hoặc chuyển hộp thư.",
        (
            "This mail server breaks IMAP (RFC 3501), and reading it could lose mails: tell its provider, or move"
            " the mailbox."
        ),
    ),
    (
        "refused us",
        (
            "Máy chủ thư chặn máy này: kiểm tra địa chỉ IP có bị liệt vào danh sách chặn không, hỏi nhà cung cấp."
            f" {AGAIN_VI}"
        ),
        (
            "The mail server bars this machine: see whether its IP address is on a block list, ask the provider. "
            f"{AGAIN_EN}"
        ),
    ),
    (
        r"SMTP [A-Za-z ]+: \d",
        (
            "Đọc câu trả lời của máy chủ ở trên: hạn mức trong ngày, quyền gửi bằng địa chỉ này, hoặc tài khoản "
            f"bị khóa; hỏi nhà cung cấp. {AGAIN_VI}"
        ),
        (
            "Read the server's own answer above: a daily quota, the right to send as this address, or a locked "
            f"account; ask the provider. {AGAIN_EN}"
        ),
    ),
    (
        "(IMAP|SMTP): (the server does not answer|no answer in time|cannot connect|the server closed)",
        (
            "Kiểm tra mạng và tường lửa từ máy này tới máy chủ thư (imap_host, smtp_host và cổng của chúng); nhà "
            f"cung cấp có thể đang bảo trì. {AGAIN_VI}"
        ),
        (
            "See to the network and firewall from here to the mail server (imap_host, smtp_host and their ports);"
            f" it may be under maintenance. {AGAIN_EN}"
        ),
    ),
    (
        "IMAP: ",
        f"Máy chủ thư trả lời không như chuẩn. Lặp lại nhiều lần thì xem nhật ký và hỏi nhà cung cấp. {AGAIN_VI}",
        (
            "The mail server answers in an odd way. If it does so often, look into the log and ask the provider. "
            f"{AGAIN_EN}"
        ),
    ),
    (
        "the line ended by itself",
        f"Thường là kết nối bị ngắt. Lặp lại nhiều lần thì xem nhật ký. {AGAIN_VI}",
        f"Mostly a connection that was cut. If it comes back often, look into the log. {AGAIN_EN}",
    ),
    # the modem, its process, its SIM
    (
        "python-gammu is not installed",
        "Dừng hệ thống, chạy ./gw setup, rồi chạy lại ./gw run.",
        "Stop the gateway, run ./gw setup, then ./gw run again.",
    ),
    (
        "there is no modem at",
        "Cắm lại modem; ghi tên cố định của nó trong /dev/serial/by-id vào khóa device để đổi cổng USB không mất.",
        (
            "Plug the modem in; name it in device by its stable name in /dev/serial/by-id, so that another port "
            "is no matter."
        ),
    ),
    (
        "no permission to open",
        (
            "Thêm người dùng chạy hệ thống vào nhóm sở hữu thiết bị (sudo usermod -aG dialout TÊN), rồi khởi động"
            " lại hệ thống."
        ),
        (
            "Add the gateway's user to the group that owns the device (sudo usermod -aG dialout USER), then start"
            " it again."
        ),
    ),
    (
        "another process holds the modem",
        ("Tìm và tắt chương trình đang giữ modem: ModemManager, minicom, hoặc một ./gw khác (sudo fuser -v THIẾT_BỊ)."),
        "Find and stop what holds it: ModemManager, minicom, or another ./gw (sudo fuser -v DEVICE).",
    ),
    (
        "does not answer as a modem",
        (
            "Modem có nhiều cổng: thử cổng khác của nó trong /dev/serial/by-id (thường là if02 hoặc if03), đúng "
            "baud và driver."
        ),
        (
            "A modem has several ports: try another of its ports in /dev/serial/by-id (often if02 or if03), and "
            "the driver."
        ),
    ),
    (
        "PUK|refused the PIN",
        (
            "Lắp SIM vào điện thoại, mở khóa (PUK do nhà mạng cấp), sửa khóa pin_file cho đúng, lắp lại rồi khởi "
            "động lại."
        ),
        (
            "Put the SIM into a phone and unlock it (the operator has the PUK), set pin_file right, put it back, "
            "start again."
        ),
    ),
    (
        "PIN|is locked",
        (
            "Ghi mã PIN của SIM vào tệp của khóa pin_file (chmod 600), hoặc tắt hỏi PIN bằng điện thoại; rồi khởi"
            " động lại."
        ),
        (
            "Put the SIM's PIN into the file of pin_file (chmod 600), or switch its PIN off with a phone; then "
            "start again."
        ),
    ),
    (
        "another SIM than the configured one",
        "Lắp lại đúng SIM, hoặc sửa khóa imsi của đường này theo kết quả ./gw check.",
        "Put the right SIM back, or set the line's imsi to what ./gw check shows.",
    ),
    (
        "there is no SIM|the SIM has failed|refuses this SIM",
        "Rút SIM ra lắp lại; vẫn vậy thì thử SIM đó trong điện thoại: hỏng hoặc bị khóa thì đổi SIM ở nhà mạng.",
        (
            "Take the SIM out and put it back; if that does not help, try it in a phone: broken or barred, the "
            "operator changes it."
        ),
    ),
    (
        "finds no network|looking for a network|has no network",
        f"Kiểm tra ăng-ten, chỗ đặt modem; SIM và modem có dùng được 4G không. {AGAIN_VI}",
        f"See to the aerial and the modem's place; SIM and modem must both do 4G. {AGAIN_EN}",
    ),
    (
        "subscription|does not let this SIM|does not know this SIM",
        (
            "Nhắn thử bằng SIM này trong điện thoại; không được thì hỏi nhà mạng: hết tiền, bị khóa chiều gửi, "
            "hoặc gói cước không có SMS."
        ),
        (
            "Text by this SIM in a phone; if that fails, ask the operator: no credit, barred from sending, or no "
            "SMS in its plan."
        ),
    ),
    (
        "number of the message centre",
        "Đặt số trung tâm tin nhắn (SMSC) cho SIM bằng điện thoại, hỏi nhà mạng nếu không biết số.",
        "Set the number of the message centre (SMSC) on the SIM with a phone; the operator knows it.",
    ),
    (
        "does not allow sending|does not support sending",
        "Modem này không gửi được SMS ở chế độ hiện tại: cập nhật phần mềm của modem, hoặc dùng modem khác.",
        "This modem cannot send SMS as it is set up: update its firmware, or use another modem.",
    ),
    (
        "modem",
        f"Rút modem ra 10 giây rồi cắm lại; vẫn vậy thì thử cổng USB có nguồn khỏe hơn, hoặc modem khác. {AGAIN_VI}",
        (
            "Unplug the modem for 10 seconds; if that does not help, try a USB port with more power, or another "
            f"modem. {AGAIN_EN}"
        ),
    ),
    (
        "",
        "Sửa theo nguyên nhân, rồi chạy ./gw check để thử.",
        "Mend the cause, then try it with ./gw check.",
    ),
)
FOUND = tuple((re.compile(pattern), {"vi": vi, "en": en}) for pattern, vi, en in STEPS)


def step(error: str) -> Mapping[str, str]:
    """What to do about what a channel said, by language."""
    return next(steps for pattern, steps in FOUND if pattern.search(error))
