"""The table of findings: all that can be wrong, how bad it is, and what to do about it, in Vietnamese and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.ops.health.state import State


@dataclass(frozen=True, slots=True)
class Text:
    """One finding: what is wrong and what to do, in both languages, with {placeholders} of assess.py."""

    severity: State
    vi: str
    vi_do: str
    en: str
    en_do: str


SAFE_VI = "Tin của người dân không mất: chúng vẫn nằm tại hộp thư hoặc trên SIM và được đọc khi hệ thống làm việc lại."
SAFE_EN = "Nothing is lost: messages stay in the mailbox or on the SIM and are read when it works again."
STUCK_VI, STUCK_EN = "trang “Cần xử lý” (hoặc ./gw dead)", "the page “Waits for a person” (or ./gw dead)"
CASES_VI, CASES_EN = "trang “Vụ việc” (hoặc ./gw cases)", "the page “Cases” (or ./gw cases)"

FINDINGS: Mapping[str, Text] = {
    "database_down": Text(
        "failing",
        "PostgreSQL không trả lời; số liệu về đường tiếp nhận và hàng đợi là của {age} trước.",
        f"Kiểm tra máy chủ PostgreSQL và ổ đĩa của nó. {SAFE_VI}",
        "PostgreSQL does not answer; what is shown of lines and queues is {age} old.",
        f"Look at the PostgreSQL server and its disk. {SAFE_EN}",
    ),
    "database_full": Text(
        "failing",
        "PostgreSQL hết chỗ trên ổ đĩa: không lưu thêm được gì.",
        f"Giải phóng hoặc thêm dung lượng cho ổ đĩa của PostgreSQL ngay; xong thì mọi thứ tự chạy tiếp. {SAFE_VI}",
        "PostgreSQL's disk is full: nothing more can be stored.",
        f"Make room on PostgreSQL's disk now; all goes on by itself then. {SAFE_EN}",
    ),
    "database_crowded": Text(
        "failing",
        "PostgreSQL hết kết nối: quá nhiều chương trình đang dùng nó cùng lúc.",
        "Tăng max_connections của PostgreSQL, hoặc tìm chương trình giữ nhiều kết nối (pg_stat_activity). Mỗi tiến "
        f"trình của hệ thống cần đến 13 kết nối. {SAFE_VI}",
        "PostgreSQL has no connection left: too many programs use it at once.",
        "Raise PostgreSQL's max_connections, or find who holds so many (pg_stat_activity). Each process of the gateway "
        f"needs up to 13. {SAFE_EN}",
    ),
    "database_hangs": Text(
        "failing",
        "PostgreSQL treo: không trả lời kịp.",
        "Xem máy chủ PostgreSQL: ổ đĩa đứng, máy quá tải, hoặc một lệnh khóa bảng (pg_stat_activity, pg_locks). "
        f"{SAFE_VI}",
        "PostgreSQL hangs: it does not answer in time.",
        "Look at the PostgreSQL server: a disk that stands still, too much load, or a statement that locks tables "
        f"(pg_stat_activity, pg_locks). {SAFE_EN}",
    ),
    "database_starting": Text(
        "failing",
        "PostgreSQL đang khởi động hoặc đang phục hồi, chưa nhận việc.",
        f"Đợi nó xong; quá vài phút thì xem nhật ký của PostgreSQL. {SAFE_VI}",
        "PostgreSQL is starting or recovering, and takes no work yet.",
        f"Wait for it; if that takes more than some minutes, look into PostgreSQL's log. {SAFE_EN}",
    ),
    "database_refused": Text(
        "failing",
        "PostgreSQL từ chối tài khoản của hệ thống.",
        f"Kiểm tra tên, mật khẩu, cơ sở dữ liệu trong [database], quyền trong pg_hba.conf; chạy ./gw check. {SAFE_VI}",
        "PostgreSQL refuses the gateway's account.",
        f"See to the name, password and database in [database], and to pg_hba.conf; run ./gw check. {SAFE_EN}",
    ),
    "database_readonly": Text(
        "failing",
        "PostgreSQL chỉ cho đọc: đây là máy dự phòng, hoặc nó được đặt chỉ đọc.",
        f"Trỏ [database] vào máy chủ chính, hoặc bỏ default_transaction_read_only. {SAFE_VI}",
        "PostgreSQL is read-only: this is a standby, or it was set so.",
        f"Point [database] to the primary, or take default_transaction_read_only away. {SAFE_EN}",
    ),
    "database_empty": Text(
        "failing",
        "PostgreSQL chưa có bảng của hệ thống: chưa chạy lần nào trên cơ sở dữ liệu này.",
        "Chạy ./gw run: nó tự tạo bảng. Nếu đã từng chạy thì kiểm tra tên cơ sở dữ liệu trong [database].",
        "PostgreSQL holds no gateway's tables: no gateway has worked on this database yet.",
        "Start ./gw run, which makes them. If one has, see to the database's name in [database].",
    ),
    "database_memory": Text(
        "failing",
        "PostgreSQL hết bộ nhớ.",
        f"Xem bộ nhớ của máy chủ PostgreSQL và work_mem, max_connections của nó. {SAFE_VI}",
        "PostgreSQL is out of memory.",
        f"See to the memory of the PostgreSQL server, its work_mem and max_connections. {SAFE_EN}",
    ),
    "database_never": Text(
        "failing",
        "PostgreSQL không trả lời; chưa đọc được số liệu nào.",
        f"Kiểm tra máy chủ PostgreSQL, địa chỉ của nó trong cấu hình, rồi chạy ./gw check. {SAFE_VI}",
        "PostgreSQL does not answer; nothing is known yet.",
        f"Look at the PostgreSQL server and its address in the configuration, then run ./gw check. {SAFE_EN}",
    ),
    "bell_down": Text(
        "warning",
        "Redis (chuông báo việc) không nhận lệnh. Hệ thống vẫn làm việc, chỉ chậm hơn tối đa {seconds} giây.",
        "Kiểm tra Redis: còn chạy không, còn bộ nhớ và ổ đĩa không. Không tin nào bị mất vì nó.",
        "Redis (the bell) takes no commands. The gateway works on without it, up to {seconds} seconds slower.",
        "See whether Redis runs and has memory and disk left. No message is lost because of it.",
    ),
    "bell_none": Text(
        "warning",
        "Chưa khai báo Redis (chuông báo việc). Hệ thống vẫn làm việc, chỉ chậm hơn tối đa {seconds} giây.",
        "Khai báo [redis] trong tệp cấu hình.",
        "No Redis (the bell) is configured. The gateway works on without it, up to {seconds} seconds slower.",
        "Name one under [redis] in the configuration.",
    ),
    "desk_silent": Text(
        "failing",
        "Bàn xử lý ngừng từ {age} trước: tin đến được lưu nhưng chưa thành phản ánh, chưa được xác nhận.",
        "Xem nhật ký, rồi khởi động lại: ./gw run (hoặc ./gw run --desk trên máy chạy bàn xử lý).",
        "No desk has worked for {age}: what comes in is stored, but not yet made a case nor acknowledged.",
        "Look into the logs, then start one: ./gw run (or ./gw run --desk on the machine that has the desk).",
    ),
    "desk_never": Text(
        "unknown",
        "Chưa thấy bàn xử lý nào làm việc.",
        "Vừa khởi động thì đợi vài giây; nếu không, chạy ./gw run hoặc ./gw run --desk.",
        "No desk has been seen at work yet.",
        "Just started: wait a few seconds. Otherwise run ./gw run or ./gw run --desk.",
    ),
    "disk_full": Text(
        "failing",
        "Ổ đĩa dữ liệu chỉ còn trống {free}.",
        f"Giải phóng hoặc thêm dung lượng ngay: hết chỗ thì không lưu thêm được tin. {SAFE_VI}",
        "The data disk has only {free} left.",
        f"Make room now: without it nothing more can be stored. {SAFE_EN}",
    ),
    "disk_low": Text(
        "warning",
        "Ổ đĩa dữ liệu còn trống {free}.",
        "Giải phóng hoặc thêm dung lượng trước khi đầy.",
        "The data disk has {free} left.",
        "Make room before it is full.",
    ),
    "disk_unknown": Text(
        "unknown",
        "Không đọc được dung lượng trống của ổ đĩa dữ liệu.",
        "Kiểm tra thư mục dữ liệu: còn đó không, có quyền đọc không.",
        "The room left on the data disk cannot be read.",
        "See whether the data directory is there and may be read.",
    ),
    "clock_skew": Text(
        "warning",
        "Đồng hồ máy này lệch {seconds} giây so với máy chủ PostgreSQL.",
        "Bật đồng bộ giờ (chrony hoặc systemd-timesyncd) trên cả hai máy.",
        "This machine's clock is {seconds} seconds away from PostgreSQL's.",
        "Have both machines keep time (chrony or systemd-timesyncd).",
    ),
    "line_failing": Text(
        "failing",
        "Đường {line} ngừng hoạt động {age} trước: {cause}",
        f"{{step}} {SAFE_VI}",
        "Line {line} stopped working {age} ago: {cause}",
        f"{{step}} {SAFE_EN}",
    ),
    "line_silent": Text(
        "unknown",
        "Đường {line} im lặng đã {age}: không biết còn hoạt động hay không.",
        "Tiến trình đọc đường này có thể đã dừng: xem nhật ký, khởi động lại ./gw run.",
        "Line {line} has been silent for {age}: nobody can say whether it works.",
        "The process that reads it may have stopped: look into the logs, start ./gw run again.",
    ),
    "line_unheld": Text(
        "unknown",
        "Đường {line} đang không có tiến trình nào giữ; tín hiệu cuối {age} trước.",
        "Vừa khởi động lại thì đợi vài giây; nếu không, chạy ./gw run (hoặc ./gw run --lines {line}).",
        "No process holds line {line} now; it last spoke {age} ago.",
        "Just restarted: wait a few seconds. Otherwise run ./gw run (or ./gw run --lines {line}).",
    ),
    "line_never": Text(
        "unknown",
        "Đường {line} chưa có tín hiệu lần nào.",
        "Đợi lần đọc đầu tiên; nếu sau một phút vẫn vậy, chạy ./gw check.",
        "Line {line} has not been heard yet.",
        "Wait for its first poll; if nothing comes within a minute, run ./gw check.",
    ),
    "other_sim": Text(
        "failing",
        "Đường {line}: SIM trong modem không phải SIM đã khai báo; vẫn nhận tin, không gửi tin.",
        "Lắp lại đúng SIM, hoặc sửa khóa imsi của đường này theo kết quả ./gw check.",
        "Line {line}: the SIM in the modem is not the configured one; it receives, it does not send.",
        "Put the right SIM back, or set the line's imsi to what ./gw check shows.",
    ),
    "sim_full": Text(
        "failing",
        "Đường {line}: bộ nhớ SIM đầy ({used}/{size}), không nhận thêm được tin.",
        "Xem nhật ký vì sao tin không được xóa khỏi SIM; khởi động lại modem.",
        "Line {line}: the SIM is full ({used}/{size}) and takes no more messages.",
        "See in the logs why messages are not deleted from the SIM; restart the modem.",
    ),
    "sim_filling": Text(
        "warning",
        "Đường {line}: bộ nhớ SIM sắp đầy ({used}/{size}).",
        "Xem nhật ký vì sao tin không được xóa khỏi SIM trước khi nó đầy.",
        "Line {line}: the SIM is nearly full ({used}/{size}).",
        "See in the logs why messages are not deleted from the SIM, before it is full.",
    ),
    "delete_failed": Text(
        "warning",
        "Đường {line}: {n} tin không xóa được khỏi SIM.",
        "Tin đã được lưu, không mất. Khởi động lại modem; vẫn vậy thì lắp SIM vào điện thoại để xóa.",
        "Line {line}: messages that cannot be deleted from the SIM: {n}.",
        "They are stored and not lost. Restart the modem; if that does not help, delete them with a phone.",
    ),
    "line_braked": Text(
        "warning",
        "Đường {line} đã gửi đủ số tin tự động của một giờ: tin xác nhận chờ, tin trả lời và tin khẩn vẫn được gửi.",
        "Xem có ai, máy nào nhắn liên tục không; nếu đông người nhắn thật, tăng [limits] automatic_sms_per_line_hour.",
        "Line {line} has sent its hour's automatic texts: acknowledgements wait, results and emergencies still go out.",
        "See whether someone or a machine floods it; if citizens are many, raise [limits] automatic_sms_per_line_hour.",
    ),
    "no_network": Text(
        "failing",
        "Đường {line}: modem không có mạng di động; tin chờ gửi được giữ lại.",
        "Kiểm tra ăng-ten, vị trí đặt modem, và SIM còn được nhà mạng phục vụ không.",
        "Line {line}: the modem has no mobile network; what is owed waits.",
        "See to the aerial, the modem's place, and whether the operator still serves the SIM.",
    ),
    "weak_signal": Text(
        "warning",
        "Đường {line}: sóng yếu ({signal} %).",
        "Đổi chỗ ăng-ten hoặc modem.",
        "Line {line}: weak signal ({signal} %).",
        "Move the aerial or the modem.",
    ),
    "bounded": Text(
        "warning",
        "Đường {line}: trong một giờ qua, {n} thư không được tự động trả lời vì không xác nhận được người gửi và đã "
        "hết hạn mức.",
        "Có thể có người giả mạo địa chỉ của người khác; mọi thư vẫn thành vụ việc. Nếu đông người dân gửi thật: khai "
        "báo authserv_id (hoặc authserv_unnamed) của đường này, hoặc tăng các khóa unproven_… trong [limits].",
        "Line {line}: mails of the last hour without an automatic reply, since nobody can say who wrote and a bound is "
        "reached: {n}.",
        "Somebody may use strangers' addresses; every mail is a case all the same. If citizens are many: set the "
        "line's authserv_id (or authserv_unnamed), or raise the keys unproven_… in [limits].",
    ),
    "guessing": Text(
        "warning",
        "Trong một giờ qua có {n} tin nêu mã vụ việc không đúng, từ {senders} người gửi: có thể có người dò mã.",
        "Mã một mình không mở được vụ việc nào, và sau vài lần sai thì hệ thống không trả lời nữa. Xem ai gửi (tin "
        "“nêu mã không đúng”); nếu cần, nhờ nhà mạng hoặc máy chủ thư chặn người gửi.",
        "Messages of the last hour with a wrong case code: {n}, by {senders} senders. Somebody may be guessing.",
        "A code alone opens no case, and after a few wrong ones there is no answer any more. See who sends them; if "
        "need be have the operator or the mail server block the sender.",
    ),
    "in_stuck": Text(
        "failing",
        "{n} tin đã lưu nhưng không được xử lý; tin cũ nhất đã chờ {age}.",
        "Xem nhật ký của bàn xử lý, rồi khởi động lại nó.",
        "Stored messages that nobody registers: {n}; the oldest has waited {age}.",
        "Look into the desk's logs, then start it again.",
    ),
    "in_waiting": Text(
        "warning",
        "{n} tin đã lưu đang chờ xử lý; tin cũ nhất đã chờ {age}.",
        "Nhiều tin đến cùng lúc thì chỉ cần đợi; nếu số tin không giảm, xem nhật ký của bàn xử lý.",
        "Stored messages that wait to be registered: {n}; the oldest has waited {age}.",
        "After a rush, just wait; if they do not grow fewer, look into the desk's logs.",
    ),
    "in_unfetched": Text(
        "warning",
        "{n} tin có ở nguồn nhưng chưa lấy về được; cũ nhất {age}.",
        "Hệ thống tự thử lại. Thư quá lớn thì mở hộp thư để xem.",
        "Messages listed by their source but not handed over: {n}; the oldest for {age}.",
        "They are tried again. A mail that is too large can be read in the mailbox itself.",
    ),
    "in_unconfirmed": Text(
        "warning",
        "{n} tin đã lưu nhưng chưa đánh dấu hoặc xóa được tại nguồn; cũ nhất {age}.",
        "Không mất, không trùng. Kiểm tra quyền ghi của hộp thư, hoặc SIM.",
        "Stored messages not yet marked or deleted at their source: {n}; the oldest for {age}.",
        "None is lost, none doubled. See whether the mailbox may be written to, or to the SIM.",
    ),
    "in_held": Text(
        "warning",
        "{n} tin chờ người xem xét; cũ nhất {age}.",
        f"Vào {STUCK_VI} để xem lý do từng tin và cách xử lý.",
        "Messages that wait for a person: {n}; the oldest for {age}.",
        f"Open {STUCK_EN} to see why, and what can be done.",
    ),
    "in_unreadable": Text(
        "warning",
        "{n} tin không giải mã được; cũ nhất {age}.",
        f"Bản gốc còn nguyên. Vào {STUCK_VI} để xem, đọc lại từ bản gốc hoặc cho qua kèm lý do.",
        "Messages that could not be decoded: {n}; the oldest {age} ago.",
        f"Their bytes are kept. Open {STUCK_EN} to read them again, or dismiss them with a reason.",
    ),
    "out_due": Text(
        "warning",
        "{n} tin chờ gửi; cũ nhất đã chờ {age}.",
        "Vào trang “Chờ gửi” (hoặc ./gw outgoing) để xem vì sao từng tin còn chờ; ở đó gửi ngay hoặc bỏ được.",
        "Replies that wait to be sent: {n}; the oldest for {age}.",
        "Open the page “To be sent” (or ./gw outgoing) to see why each waits, to send it now or to drop it.",
    ),
    "out_held": Text(
        "warning",
        "{n} tin gửi đi đang được giữ chờ người quyết định; cũ nhất {age}.",
        f"Vào {STUCK_VI} để xem, rồi gửi hoặc bỏ kèm lý do.",
        "Replies held for a person: {n}; the oldest for {age}.",
        f"Open {STUCK_EN} to send them, or drop them with a reason.",
    ),
    "out_unknown": Text(
        "warning",
        "{n} tin không rõ đã gửi đi hay chưa; cũ nhất {age}.",
        f"Không tự gửi lại để tránh trùng. Vào {STUCK_VI} để xác nhận đã gửi, gửi lại hoặc bỏ.",
        "Replies that may or may not have gone out: {n}; the oldest for {age}.",
        f"They are not sent again by themselves. Open {STUCK_EN} to say that it went out, send again, or drop.",
    ),
    "out_dead": Text(
        "warning",
        "{n} tin không gửi được; cũ nhất {age}.",
        f"Vào {STUCK_VI} để xem lý do; sửa xong thì gửi lại, hoặc liên hệ người dân cách khác.",
        "Replies that could not be sent: {n}; the oldest {age} ago.",
        f"Open {STUCK_EN} to see why: mend and send again, or reach the citizen in another way.",
    ),
    "out_undelivered": Text(
        "warning",
        "{n} tin đã gửi nhưng không tới người nhận; cũ nhất {age}.",
        f"Vào {STUCK_VI} để xem lý do; gửi lại hoặc liên hệ người dân cách khác.",
        "Replies that did not arrive: {n}; the oldest {age} ago.",
        f"Open {STUCK_EN} to see why: send again, or reach the citizen in another way.",
    ),
    "faults": Text(
        "warning",
        "Trang gặp lỗi chưa lường trước trong 24 giờ qua: {n} lần; lần cuối {age} trước, số lỗi {number}.",
        "Tìm số lỗi trong nhật ký rồi gửi đoạn đó cho người bảo trì hệ thống. Không tin nào mất vì lỗi này.",
        "Pages met unforeseen errors in the last 24 hours: {n}; the last {age} ago, number {number}.",
        "Look for the number in the log, and send that part of it to who maintains the gateway. No message is lost.",
    ),
    "case_overdue": Text(
        "warning",
        "{n} phản ánh quá hạn trả lời; lâu nhất {age}.",
        f"Vào {CASES_VI} để xem các phản ánh đang mở, quá hạn lên đầu.",
        "Cases overdue: {n}; the longest by {age}.",
        f"Open {CASES_EN} to see what is open, the most overdue first.",
    ),
    "case_urgent": Text(
        "warning",
        "{n} phản ánh khẩn cấp đang mở; lâu nhất {age}.",
        f"Vào {CASES_VI} để xem và xử lý ngay. Cán bộ trực được báo bằng thư, nếu có đường thư điện tử gửi được.",
        "Urgent cases open: {n}; the oldest for {age}.",
        f"Open {CASES_EN} and act now. The duty officer is told by mail, if there is a mail line that sends.",
    ),
    "backup_old": Text(
        "failing",
        "Không có bản sao lưu tốt trong {age} qua: {cause}",
        "Xem thư mục sao lưu và nhật ký; chạy ./gw backup để sao lưu ngay. Hệ thống tự thử lại mỗi giờ.",
        "No good backup for {age}: {cause}",
        "Look at the backup directory and the logs; ./gw backup takes one now. It is tried again every hour.",
    ),
    "backup_failed": Text(
        "warning",
        "Lần sao lưu gần nhất ({age} trước) không thành: {cause}",
        "Hệ thống tự thử lại mỗi giờ; sửa nguyên nhân nếu vẫn vậy.",
        "The last backup ({age} ago) failed: {cause}",
        "It is tried again every hour; mend the cause if that does not help.",
    ),
    "backup_uncopied": Text(
        "warning",
        "Bản sao lưu gần nhất chưa được chép đi nơi khác: {cause}",
        "Bản sao lưu vẫn tốt tại máy này. Xem chương trình ở khóa [backup] hook.",
        "The last backup was not copied elsewhere: {cause}",
        "It lies on this machine and is good. See to the program that [backup] hook names.",
    ),
    "restored": Text(
        "warning",
        "Dữ liệu được khôi phục lúc {until} từ bản sao lưu {since}. Tin nhắn SMS nhận trong khoảng đó không còn ở đâu.",
        f"Thư được đọc lại từ hộp thư; việc cán bộ đã làm và trả lời trong khoảng đó phải làm lại. Vào {STUCK_VI}.",
        "Data were restored at {until} from a backup of {since}. Texts received in between are in no place any more.",
        f"Mails of that time are read again; what officers did and answered in it must be done again. Open {STUCK_EN}.",
    ),
    "disk_filling": Text(
        "warning",
        "Theo đà tuần qua, ổ đĩa {disk} đầy trong {days} ngày nữa.",
        "Giải phóng hoặc thêm dung lượng trước lúc đó.",
        "By last week's trend the {disk} disk is full in {days} days.",
        "Make room before that.",
    ),
    "calendar_ends": Text(
        "warning",
        "Lịch nghỉ lễ chỉ chắc chắn đến {end}; ngày hẹn trả lời sau ngày đó được tính theo luật và âm lịch.",
        "Cập nhật chương trình khi Thủ tướng công bố lịch nghỉ năm sau.",
        "The calendar of days off is certain until {end} only; later due dates follow the law and the lunar calendar.",
        "Take the program's update once the Prime Minister has announced next year's days off.",
    ),
}
