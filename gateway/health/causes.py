"""What channels say of their trouble -> Vietnamese. A sentence that is not here is shown as it was said."""

import re

CAUSES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), vietnamese)
    for pattern, vietnamese in (
        (
            r"no sign of life: the process that should read this line has stopped, or stands still",
            "không có tín hiệu: tiến trình đọc đường này đã dừng hoặc đứng yên",
        ),
        (r"(IMAP|SMTP): the server does not answer", r"\1: máy chủ không trả lời"),
        (r"(IMAP|SMTP): cannot connect: (.*)", r"\1: không kết nối được (\2)"),
    )
)
