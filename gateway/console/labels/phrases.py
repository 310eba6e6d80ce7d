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
    "answers a mail of ours": "trả lời một thư của ta",
    "asks to open a file or link": "thúc giục mở tệp hoặc liên kết",
    "evidence of a case without its sender": "nhắc đến vụ việc của người khác",
    "filed by a person": "do người quyết định",
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
    "no words, no attachment": "không có chữ, không có tệp",
    "one-time password": "mã xác thực một lần",
    "same sender within 24 hours": "cùng người gửi trong 24 giờ",
    "short code or alphanumeric sender": "đầu số ngắn hoặc tên thương hiệu",
    "split by a person": "do người tách ra",
    "thanks, and no case of this sender": "lời cảm ơn, người gửi chưa có vụ việc",
    "the sender is one of our own lines": "người gửi là một đường của chính ta",
    "the sender's case": "vụ việc của chính người gửi",
    "the sender's name": "tên người gửi là của máy",
}
_DANGERS = {
    "fire": "cháy",
    "explosion": "nổ",
    "gas": "rò khí ga",
    "electricity": "điện giật",
    "water": "đuối nước",
    "violence": "bạo lực",
    "accident": "tai nạn",
    "collapse": "sập đổ",
    "medical": "cấp cứu",
}
_RESTRAINTS = {
    "old": "tin đã cũ",
    "line_silent": "đường này chỉ đọc, chưa gửi",
    "suppressed": "địa chỉ đã báo là không tới được",
    "no_mobile_number": "không phải số di động Việt Nam",
    "no_mail_address": "không phải địa chỉ thư điện tử",
    "dmarc_fail": "máy chủ thư báo người gửi bị giả mạo",
    "loop_suspected": "nghi hai máy trả lời lẫn nhau",
    "commands_per_sender_day": "đã đủ số lần tra cứu trong ngày",
    "emergencies_per_sender_day": "đã đủ số tin khẩn cấp trong ngày",
    "acknowledgements_per_sender_day": "đã đủ số tin tự động trong ngày",
    "rate_limit": "thay bằng tin báo là tin cuối trong ngày",
}
_FLAGS = {
    "auto_generated_by_forwarding": "do chuyển tiếp tự động",
    "binary": "có dữ liệu không phải chữ",
    "bomb": "cấu trúc thư quá lớn",
    "confidential": "xin giữ kín danh tính",
    "empty": "không có nội dung",
    "encrypted": "đã mã hóa",
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
    "spam": "bị chấm là thư rác",
    "submit": "tin lưu sẵn trên SIM",
    "thanks": "lời cảm ơn",
    "truncated": "bị cắt bớt",
}
_SENDING = {
    "a line does not text itself": "một đường không nhắn cho chính nó",
    "an SMS needs a phone number to go to": "tin nhắn cần một số điện thoại",
    "no answer before the process or its deadline ended": "tiến trình hoặc giờ chờ kết thúc trước khi có trả lời",
    "no answer within the attempt's deadline": "hết giờ chờ mà không có trả lời",
    "reported as failed": "tổng đài báo không gửi được",
    "restored from a backup: it may have been answered already": "phục hồi từ bản sao lưu: có thể đã trả lời rồi",
    "the answer was lost: it may have gone out": "mất câu trả lời của máy gửi: có thể tin đã đi",
    "the line does not send (send = false)": "đường này chỉ đọc, chưa gửi (send = false)",
    "the message was not taken": "máy không nhận tin",
    "the modem failed after it had taken the message": "modem hỏng sau khi đã nhận tin",
    "the recipient is no mail address in ASCII": "địa chỉ người nhận không viết được bằng ASCII",
    "the recipient is not a number that can be texted": "người nhận không phải số nhắn tin được",
    "there is nothing to send: the text is empty": "không có gì để gửi: nội dung trống",
}
_MODEM = {
    "the number is not in use": "số không dùng",
    "the recipient is not registered in the network": "người nhận không ở trong mạng",
    "the network does not know the recipient": "mạng không biết người nhận",
    "the network calls the message incorrect": "mạng báo tin sai dạng",
    "the recipient's network takes no SMS from here": "mạng của người nhận không nhận tin từ đây",
    "the recipient's network cannot carry this alphabet": "mạng của người nhận không tải được bảng chữ này",
    "the recipient's network cannot carry this class of message": "mạng của người nhận không tải được loại tin này",
    "the message centre does not support this message": "trung tâm tin nhắn không hỗ trợ tin này",
    "the message centre calls the recipient's address invalid": "trung tâm tin nhắn báo số người nhận sai",
    "the recipient is barred from receiving SMS": "người nhận bị chặn nhận tin",
    "the modem calls the message incorrect": "modem báo tin sai dạng",
}
VIETNAMESE: Mapping[str, str] = _REASONS | _DANGERS | _RESTRAINTS | _FLAGS | _SENDING | _MODEM

_NUMBERED = re.compile(r"(.+)( \(CMS \d+\))")
_FORMS = (
    (re.compile(r"incomplete:(\d+)/(\d+)"), r"mới nhận \1/\2 phần"),
    (re.compile(r"the modem gave no answer to '\w+' within (\d+) s"), r"modem không trả lời trong \1 giây"),
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
