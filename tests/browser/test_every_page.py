"""Every page of the table of routes on a telephone, over a history of everything and with long names: nothing is wider
than the window, each is light, and axe finds nothing grave on those that tests/browser/scene.py does not walk."""

from pathlib import Path

import httpx

from gateway.domain.actor import Role, superuser
from gateway.runtime.following import Follower
from gateway.services.accounts import people
from gateway.services.units import taking_in
from tests.browser import scene
from tests.browser.conftest import browsing
from tests.browser.test_pages import FIRST_PAGE_BYTES, WIDER
from tests.journeys.test_console_every_page import STREAMS, addresses
from tests.support import console, everything
from tests.support import people as accounts
from tests.support.console import Console

BEHIND = ("/static/page.css", "/static/page.js", "/static/drafts.js")  # what a first page brings along
NAMES = {"tran.binh": "Trần Văn Bình", "nguyen.thi.phuong.thao.can.bo.tiep.dan": "Nguyễn Thị Phương Thảo Nguyên Khánh"}
UNITS = """key,name,kind,parent,phone,mail,valid_to,successors
hn,Ủy ban nhân dân thành phố Hà Nội,city,,1022,vanphong@hanoi.example,,
trung-tam-phuc-vu-hanh-chinh-cong,Trung tâm Phục vụ hành chính công thành phố,service_centre,hn,,,,
cu,Ủy ban nhân dân phường Cũ,ward,hn,,,2025-06-30,hn
"""


async def test_every_page_fits_a_telephone(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False, grace=60) as c, c.client() as client:
        known = await of_everything(c, client)
        behind = sum([await size(client, path) for path in BEHIND])
        async with browsing(c, enter=False, viewport=scene.PHONE, color_scheme="dark") as b:
            await b.context.add_cookies([{"name": k, "value": v, "url": c.base} for k, v in client.cookies.items()])
            page, wrong = await b.page(), {}
            for route, path in known.items():
                await b.show(page, path)
                wider, heavy = await page.evaluate(WIDER), behind + await size(client, path) > FIRST_PAGE_BYTES
                grave = [] if route in WALKED else await b.audit(page)
                if wider or heavy or grave:
                    wrong[path] = (wider, heavy, grave)
            assert wrong == {}
            assert b.wrong == []


WALKED = {  # scene.places, by light, dark and on a telephone (test_pages.py)
    *("/", "/cases", "/cases/{code}", "/attention", "/attention/senders", "/attention/{id}", "/outgoing"),
    *("/numbers", "/numbers/roster", "/messages", "/simulator", "/audit", "/unreached"),
}


async def of_everything(c: Console, client: httpx.AsyncClient) -> dict[str, str]:
    """An address of each page, for somebody who is logged in as a browser would be, with every role."""
    all = await everything.write(c.db)
    who = superuser("thu")
    await taking_in.take_in(c.db, c.context, who, [("units.csv", UNITS.encode())])
    await Follower(c.db, c.current).look()
    for login, name in NAMES.items():
        await people.add(c.db, c.context, who, login, name, "vanmieu", Role.OFFICER)
    await people.disable(c.db, who, "tran.binh")
    await accounts.account(c.db)
    await c.rows("UPDATE shared_answers SET author = 'person:thu' RETURNING 1")
    await client.post("/login", data=accounts.form())
    begun = await c.post(client, "/attention/act", id=[f"o{all.outbox[0]}"], act="drop", reason="thử", once="1")
    known = {route: paths[0] for route, paths in addresses(all, begun.headers["location"].rpartition("/")[2]).items()}
    read = [route for route in known if route not in STREAMS - {"/attention/jobs/{job}"}]
    return {route: known[route] for route in read if await is_page(client, known[route])}


async def is_page(client: httpx.AsyncClient, path: str) -> bool:
    """Whether it is one that people read."""
    return (await client.get(path)).headers["content-type"].startswith("text/html")


async def size(client: httpx.AsyncClient, path: str) -> int:
    """Its bytes on the wire."""
    return (await client.get(path)).num_bytes_downloaded
