"""What policy, the senders and the modem note in English, in Vietnamese: reasons, flags, why a reply did not go out.

What a server on the way says stays in its own words: no table could hold them.
"""

import re
from collections.abc import Mapping

__all__ = ["VIETNAMESE", "vietnamese"]

_REASONS = {
    "BS to the sender's case": "BS vào vụ việc của chính người gửi",
    "From is a machine, Reply-To may be a person": "địa chỉ gửi là máy, địa chỉ nhận trả lời có thể là người",
    "a greeting and nothing else": "chỉ có lời chào",
    "advert": "có dấu hiệu quảng cáo",
    "answers a mail of ours": "trả lời một thư của đơn vị",
    "asks to open a file or link": "thúc giục mở tệp hoặc liên kết",
    "evidence of a case without its sender": "nêu mã vụ việc nhưng chưa chứng minh được là của người gửi",
    "filed by a person": "do cán bộ quyết định",
    "late part": "phần đến muộn",
    "late part of a long message": "phần đến muộn của một tin dài",
    "names a case of this address, DMARC passed": "nêu mã vụ việc của địa chỉ này, địa chỉ đã được xác thực",
    "names a case of this number": "nêu mã vụ việc của số này",
    "no case named": "không nêu mã vụ việc",
    "no case of this sender has the code": "người gửi không có vụ việc nào mang mã này",
    "no case or no number from 1 to 5": "không rõ vụ việc, hoặc không có điểm từ 1 đến 5",
    "no code, and no case is known": "không nêu mã, và chưa có vụ việc nào",
    "no details given": "chưa ghi nội dung bổ sung",
    "no sender can be read": "không đọc được người gửi",
    "about no mail of ours: nothing changes": "không nhắc tới thư nào của hệ thống: không thay đổi gì",
    "no words, no attachment": "không có chữ, không có tệp",
    "one-time password": "mã xác thực dùng một lần (OTP)",
    "same sender within 24 hours": "cùng người gửi trong 24 giờ",
    "short code or alphanumeric sender": "đầu số ngắn hoặc tên thương hiệu",
    "split by a person": "do cán bộ tách",
    "the same mail came before": "cùng thư này đã đến trước đó",
    "thanks, and no case of this sender": "lời cảm ơn, người gửi chưa có vụ việc",
    "the sender is one of our own lines": "người gửi là số hoặc hộp thư của chính đơn vị",
    "the sender's case": "vụ việc của chính người gửi",
    "from: a machine's name": "tên địa chỉ gửi giống của máy",
    "subject: automatic reply": "tiêu đề giống thư trả lời tự động",
    "subject: delivery failure": "tiêu đề giống báo không gửi được",
    "subject: absence or receipt": "tiêu đề giống báo vắng mặt hoặc báo đã đọc",
    "return-path: <>": "không có địa chỉ trả về (như thư máy)",
    "feedback-id": "có Feedback-ID, dấu của dịch vụ thư",
    "x-auto-response-suppress": "yêu cầu không trả lời tự động",
    "multipart/report": "dạng báo phát mà không đọc được nội dung",
    "list-id": "đến qua một danh sách hoặc địa chỉ nhóm",
    "list-unsubscribe": "có lời mời hủy nhận tin",
    "list-post": "đến qua một danh sách",
    "resent-from": "được gửi tiếp",
    "resent-sender": "được gửi tiếp",
    "resent-to": "được gửi tiếp",
}
_DANGERS = {
    "fire": "cháy",
    "explosion": "nổ",
    "gas": "rò rỉ khí gas",
    "electricity": "nguy hiểm về điện",
    "water": "nguy hiểm về nước",
    "violence": "bạo lực",
    "accident": "tai nạn",
    "collapse": "sập đổ",
    "medical": "cấp cứu",
}
_RESTRAINTS = {
    "old": "tin đã cũ",
    "line_silent": "kênh này chỉ nhận, chưa gửi",
    "suppressed": "từng bị báo là không gửi tới được",
    "no_mobile_number": "không phải số di động Việt Nam",
    "no_mail_address": "không phải địa chỉ thư điện tử",
    "dmarc_fail": "máy chủ thư báo người gửi bị giả mạo",
    "loop_suspected": "nghi hai máy tự động trả lời nhau",
    "commands_per_sender_day": "đã hết số lần tra cứu trong ngày",
    "emergencies_per_sender_day": "đã hết số tin khẩn cấp trong ngày",
    "acknowledgements_per_sender_day": "đã hết số tin tự động trong ngày",
    "unproven_per_sender_day": "không xác nhận được người gửi: đã hết số thư tự động trong ngày cho địa chỉ này",
    "unproven_per_domain_hour": "không xác nhận được người gửi: đã hết số thư tự động trong giờ cho tên miền này",
    "unproven_per_line_hour": "không xác nhận được người gửi: kênh đã hết số thư tự động trong giờ",
    "unproven_emergencies_per_line_hour": "không xác nhận được người gửi: kênh đã hết số thư khẩn trong giờ",
    "rate_limit": "thay bằng tin báo đây là tin cuối trong ngày",
    "wrong_codes_per_hour": "nêu sai mã quá nhiều lần trong một giờ",
}
_FLAGS = {
    "auto_generated_by_forwarding": "do chuyển tiếp tự động",
    "binary": "có dữ liệu không phải chữ",
    "calendar_uncertain": "hạn trả lời rơi vào năm chưa công bố lịch nghỉ",
    "bomb": "cấu trúc thư quá lớn",
    "copy": "thư trùng",
    "bounded": "hạn chế trả lời tự động",
    "confidential": "xin giữ kín danh tính",
    "empty": "không có nội dung",
    "encrypted": "đã mã hóa",
    "foreign_report": "báo về thư không phải của hệ thống",
    "dangerous_attachment": "có tệp đính kèm nguy hiểm",
    "forged": "máy chủ thư báo người gửi bị giả mạo",
    "form": "biểu mẫu",
    "greeting": "lời chào",
    "guessing": "dò mã",
    "html_only": "chỉ có HTML",
    "joined_by_time": "gộp theo thời gian",
    "late_part": "phần đến muộn",
    "linked": "có liên kết vụ việc khác",
    "list": "thư gửi theo danh sách",
    "national_language": "bảng chữ chưa đọc được",
    "replaced": "có ký tự không khôi phục được",
    "sender_uncertain": "không rõ ai là người gửi",
    "spam": "bị chấm là thư rác",
    "submit": "tin gửi đi còn lưu trên SIM",
    "thanks": "lời cảm ơn",
    "truncated": "bị cắt bớt",
    "unnamed": "địa chỉ nhận không có trong To, Cc",
}
_SENDING = {
    "a line does not text itself": "kênh không tự nhắn cho số của chính mình",
    "an SMS needs a phone number to go to": "không có số điện thoại để nhắn tới",
    "another SIM than the configured one is in the modem: it receives, it does not send": "SIM trong modem không phải "
    "SIM đã khai báo: chỉ nhận, không gửi",
    "no answer before the process or its deadline ended": "hệ thống dừng hoặc hết thời gian chờ trước khi có trả lời",
    "no answer within the attempt's deadline": "hết thời gian chờ mà không có trả lời",
    "reported as failed": "bên chuyển báo không gửi tới được",
    "reported complaint": "người nhận báo là thư rác",
    "restored from a backup: it may have been answered already": "phục hồi từ bản sao lưu: có thể đã trả lời rồi",
    "restored from a backup: it may have gone out since": "phục hồi từ bản sao lưu: có thể tin đã đi sau đó",
    "the answer was lost: it may have gone out": "không nhận được phản hồi sau khi gửi: có thể tin đã đi",
    "the line does not send (send = false)": "kênh này chỉ nhận, chưa gửi (send = false)",
    "the message was not taken": "modem hoặc nhà mạng không nhận tin để gửi",
    "the modem failed after it had taken the message": "modem báo lỗi sau khi đã nhận tin: có thể tin đã đi",
    "the modem was busy for too long": "modem bận quá lâu",
    "the recipient is no mail address in ASCII": "địa chỉ người nhận không viết được bằng ASCII",
    "the recipient is not a number that can be texted": "người nhận không phải số nhắn tin được",
    "there is nothing to send: the text is empty": "không có gì để gửi: nội dung trống",
}
_MODEM = {
    "the number is not in use": "số máy không tồn tại hoặc chưa dùng",
    "the recipient is not registered in the network": "thuê bao người nhận không đăng ký trong mạng",
    "the network does not know the recipient": "nhà mạng không nhận ra số người nhận",
    "the network calls the message incorrect": "nhà mạng báo tin sai định dạng",
    "the recipient's network takes no SMS from here": "mạng của người nhận không nhận tin từ đây",
    "the recipient's network cannot carry this alphabet": "mạng của người nhận không hỗ trợ bảng ký tự này",
    "the recipient's network cannot carry this class of message": "mạng của người nhận không hỗ trợ loại tin này",
    "the message centre does not support this message": "trung tâm tin nhắn không hỗ trợ tin này",
    "the message centre calls the recipient's address invalid": "trung tâm tin nhắn báo số người nhận sai",
    "the recipient is barred from receiving SMS": "người nhận bị chặn nhận tin",
    "the modem calls the message incorrect": "modem báo tin sai định dạng",
    "the SIM's subscription does not include sending SMS": "gói cước của SIM không có nhắn tin",
    "the network does not let this SIM send SMS": "nhà mạng không cho SIM này nhắn tin",
    "the message centre does not know this SIM": "trung tâm tin nhắn không nhận ra SIM này",
    "the modem does not allow sending SMS": "modem không cho nhắn tin",
    "the modem does not support sending SMS": "modem không hỗ trợ nhắn tin",
    "there is no SIM in the modem": "modem không có SIM",
    "the SIM wants its PIN": "SIM đòi mã PIN",
    "the SIM wants the phone's PIN": "SIM đòi mã PIN của máy",
    "the SIM has failed": "SIM bị hỏng",
    "the modem refuses this SIM": "modem không nhận SIM này",
    "the SIM wants its PUK": "SIM đòi mã PUK",
    "the SIM wants its PIN2": "SIM đòi mã PIN2",
    "the SIM wants its PUK2": "SIM đòi mã PUK2",
    "the number of the message centre is not set": "chưa đặt số trung tâm tin nhắn",
    "the modem has no network": "modem không có mạng",
    "the SIM has no number of the message centre; set it with AT+CSCA": "SIM chưa có số trung tâm tin nhắn; đặt bằng "
    "lệnh AT+CSCA",
    "the modem finds no network: messages wait": "modem không tìm thấy mạng: tin đang chờ",
    "the modem is looking for a network: messages wait": "modem đang tìm mạng: tin đang chờ",
    "the network refuses this SIM: messages wait": "nhà mạng từ chối SIM này: tin đang chờ",
}
_READING = {
    "the modem cannot read this PDU": "modem không đọc được tin này",
    "compressed text (3GPP TS 23.042) is not supported": "tin nén (3GPP TS 23.042) chưa đọc được",
    "the modem lists it and does not hand it over": "modem có báo tin này nhưng không giao ra",
    "no mail header at the beginning": "đầu thư không có phần tiêu đề",
    "the server lists it but does not hand it over": "máy chủ thư có báo thư này nhưng không giao ra",
    "the server hands over no mail": "máy chủ thư không giao thư nào ra",
    "the connection broke each time it was fetched": "lần nào lấy thư này kết nối cũng đứt",
    "the database cannot store it": "cơ sở dữ liệu không ghi được thư hoặc tin này",
    "gone": "không còn trong hộp thư",
}
_REPORTS = {
    "delivered": "đã tới nơi",
    "delayed": "chưa tới, còn thử tiếp",
    "failed": "không tới nơi",
    "complaint": "người nhận báo là thư rác",
    "relayed": "đã chuyển tiếp, không có báo thêm",
    "expanded": "đã chuyển cho một danh sách",
    "read": "đã đọc",
}
VIETNAMESE: Mapping[str, str] = _REASONS | _DANGERS | _RESTRAINTS | _FLAGS | _SENDING | _MODEM | _READING | _REPORTS

_NUMBERED = re.compile(r"(.+)( \(CMS \d+\))")
_FORMS = (
    (re.compile(r"auto-submitted: (.+)"), r"thư ghi là do máy gửi (\1)"),
    (re.compile(r"precedence: (.+)"), r"thư gửi hàng loạt (\1)"),
    (re.compile(r"incomplete:(\d+)/(\d+)"), r"mới nhận \1/\2 phần"),
    (re.compile(r"the modem gave no answer to '\w+' within ([\d.]+) s"), r"modem không trả lời trong \1 giây"),
    (re.compile(r"reported failed ([\d.]+)"), r"bên chuyển báo không gửi tới được (\1)"),
    (re.compile(r"the SIM is locked and wants: (.+)"), r"SIM bị khóa và đòi: \1"),
    (re.compile(r"the modem failed: (\w+)"), r"modem báo lỗi: \1"),
    (re.compile(r"the text takes (\d+) SMS; no more than (\d+) can be joined"), r"nội dung dài \1 SMS; nhiều nhất \2"),
    (re.compile(r"gave up after (\d+) tries alone: (.+)"), r"thôi sau \1 lần thử riêng: \2"),
    (re.compile(r"line (\S+) is no longer in the configuration"), r"kênh \1 không còn trong cấu hình"),
    (re.compile(r"larger than max_bytes \((\d+)\)"), r"thư lớn hơn max_bytes (\1 byte); mở hộp thư để đọc"),
    (re.compile(r"the server hands over (\d+) of (\d+) bytes"), r"máy chủ thư chỉ giao \1 trong \2 byte"),
    (re.compile(r"the modem's process has ended \((-?\d+)\)"), r"tiến trình giữ modem đã dừng (\1)"),
)


def vietnamese(phrase: str, label: Mapping[str, str]) -> str | None:
    """The phrase in Vietnamese, None where the tables lack it. `label`: the page's words, which name the purposes of
    replies ("acknowledgement: loop_suspected")."""
    for form, words in _FORMS:
        if found := form.fullmatch(phrase):
            return found.expand(words)
    if found := _NUMBERED.fullmatch(phrase):
        known = vietnamese(found[1], label)
        return known and known + found[2]
    purpose, colon, why = phrase.partition(": ")
    if colon and why in VIETNAMESE and (named := label.get(f"purpose_{purpose}")):
        return f"{named}: {VIETNAMESE[why]}"
    return VIETNAMESE.get(phrase)
