"""What the pages refuse and note. Words: page.ftl of the catalogue."""

from gateway.domain.reasons import code

NO_DATABASE = code("page.no_database", "error")
UNFORESEEN = code("page.unforeseen", "number")
NOT_FOR_THIS = code("page.act_not_for_this")()
WRONG_NUMBER = code("page.wrong_message_number")()
OPENED_AS = code("page.opened_as", "page")
NOT_BY_THIS_WAY = code("page.not_by_this_way")()
TOO_OFTEN = code("page.too_often")()
FOR_THIS_MACHINE = code("page.for_this_machine")()
OTHER_SITE = code("page.from_another_site")()
TEST_LATE = code("page.test_without_answer")()
