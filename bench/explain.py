"""`gw bench explain`: mails with photos, as a city's archive has them, through `gw explain --json`.

Each is a letter of 100 to 280 words with a photo, 50 kB as it lies in a file. The photo is noise: nobody looks into it.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import letters
from bench.children import Usage, descendants_of, usage
from bench.figures import Figures

__all__ = ["run"]

SENTENCES = (
    "Đèn đường trước nhà tôi đã hỏng {n} hôm nay, buổi tối đi lại rất khó khăn, có người già đã bị ngã.",
    "Tôi đã nói với tổ trưởng dân phố nhưng chưa thấy ai đến xem.",
    "Mấy hôm nay trời mưa to nên nước ngập đến đầu gối, rác trôi lềnh bềnh, mùi hôi không chịu được.",
    "Bà con chúng tôi đã nhiều lần kiến nghị nhưng đến nay vẫn chưa được giải quyết.",
    "Vỉa hè bị các hàng quán lấn chiếm hết, trẻ em đi học phải đi xuống lòng đường, rất nguy hiểm.",
    "Hàng xóm nhà tôi xây nhà lấn sang ngõ chung {n} mét, thợ làm ồn đến 11 giờ đêm.",
    "Năm ngoái ở đây đã có một vụ tai nạn, may mà không ai làm sao.",
    "Cây xà cừ trước số nhà {n} có cành khô rất to, gió to là có thể rơi xuống bất cứ lúc nào.",
    "Nắp cống ở đầu ngõ {n} bị vỡ mất một góc, xe máy đi qua rất dễ sập.",
    "Đội thu gom rác {n} ngày mới đến một lần, trước kia ngày nào cũng đến.",
    "Chó thả rông không rọ mõm chạy khắp khu, hôm qua suýt cắn cháu nhà tôi.",
)
BEGIN, END = "Kính gửi UBND phường, tôi ở ngõ {n} đường Láng.", "Tôi gửi kèm ảnh. Đề nghị phường xử lý.\n\nTrân trọng"
LEAST_WORDS, MOST_WORDS = 100, 280
PHOTO = 34_000  # octets
STEP = 100  # mails between two reports
TO = "phuong@village.example"


def run(n: int, report: Callable[[int], None]) -> list[Figures]:
    """`n`: mails. What is not read, or gives no case, counts as lost."""
    with TemporaryDirectory(prefix="gw-bench-") as place:
        names = [str(_written(Path(place), number)) for number in range(n)]
        listed = Path(place, "list")
        listed.write_text("\n".join(names))
        began = time.monotonic()
        command = [sys.executable, "-m", "gateway.cli", "explain", "--json", "--files-from", str(listed)]
        cases, cost = 0, Usage(0, 0)
        with subprocess.Popen(command, stdout=subprocess.PIPE) as explaining:
            assert explaining.stdout is not None
            for count, line in enumerate(explaining.stdout, 1):
                cases += json.loads(line)["decision"] == "case"
                if count % STEP == 0 or count == n:
                    report(count)
                    now = usage([explaining.pid, *descendants_of(explaining.pid)])
                    cost = max(cost, now, key=attrgetter("cpu_seconds"))  # at the end they may be gone already
        seconds = time.monotonic() - began
    return [
        Figures(
            work="explain",
            n=n,
            seconds=seconds,
            per_second=n / seconds,
            cpu_seconds=cost.cpu_seconds,
            rss_mb=cost.rss_mb,
            lost=n - cases,
        )
    ]


def _written(place: Path, n: int) -> Path:
    chance = random.Random(n)  # noqa: S311 - the same letters each time
    said = [BEGIN]
    words = chance.randint(LEAST_WORDS, MOST_WORDS)
    while sum(sentence.count(" ") + 1 for sentence in said) < words:
        said.append(chance.choice(SENTENCES))
    paragraphs = (" ".join(said[at : at + 3]).format(n=chance.randint(2, 900)) for at in range(0, len(said), 3))
    photo = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00" + chance.randbytes(PHOTO) + b"\xff\xd9"
    path = place / f"{n}.eml"
    path.write_bytes(letters.with_photo(n, TO, "\n\n".join((*paragraphs, END)), photo))
    return path
