"""The words that signatures are made of: courtesies, posts and offices, places, and what a number or an address is
called. In small letters, with their marks or without any.

A line with any other word in small letters may tell of a matter, and is no signature's: a post that is missing here
costs a line too much, a word too many a letter."""

from gateway.domain.text import fold

__all__ = ["MIDDLE_NAMES", "OF_SIGNATURES", "SURNAMES"]

_POSTS = """
chủ tịch | chủ nhiệm | bí thư | giám đốc | tổng giám đốc | hiệu trưởng | trưởng | trưởng phòng | trưởng ban | phó | tổ
trưởng | nhóm trưởng | trưởng thôn | trưởng ấp | trưởng khu phố | quyền | chuyên viên | chuyên viên chính | cán bộ |
công chức | viên chức | nhân viên | kế toán | kế toán trưởng | văn thư | thư ký | thủ quỹ | kỹ sư | kiến trúc sư | bác
sĩ | dược sĩ | luật sư | giáo viên | giảng viên | giáo sư | tiến sĩ | thạc sĩ | cử nhân | sinh viên | học sinh |
nghiên cứu viên | lập trình viên | ủy viên | thường trực | thường vụ | đại biểu | hội viên | thành viên | quản lý |
nguyên | dân vận | kinh doanh | bán hàng | tiếp thị | nghỉ hưu | hưu trí | đại diện
"""
_OFFICES = """
phòng | ban quản lý | ban quản trị | ban chỉ huy | ban giám đốc | ban điều hành | ban công tác mặt trận | bộ phận |
văn phòng | ủy ban | ủy ban nhân dân | hội đồng nhân dân | ubnd | hđnd | sở | trung tâm | viện | bệnh viện | trạm y tế
| công ty | công ty cổ phần | công ty trách nhiệm hữu hạn | tnhh | một thành viên | cổ phần | chi nhánh | xí nghiệp |
hợp tác xã | khoa | trường | trường đại học | đại học | cao đẳng | tiểu học | trung học | trung học cơ sở | trung học
phổ thông | mầm non | công an | quân sự | chi cục | tổng cục | cục | đội | mặt trận tổ quốc | hội phụ nữ | hội nông
dân | hội cựu chiến binh | đoàn thanh niên | công đoàn | đảng ủy | chi bộ | tổ dân phố | tiếp nhận | trả kết quả |
tiếp nhận và trả kết quả | hành chính | hành chính công | một cửa | tổng hợp | tổ chức | nhân sự | tài chính | kế
hoạch | đầu tư | kế hoạch và đầu tư | tài nguyên | môi trường | đất đai | đăng ký đất đai | địa chính | xây dựng | đô
thị | kinh tế | hạ tầng | giao thông | vận tải | nông nghiệp | phát triển nông thôn | công thương | công nghệ | thông
tin | truyền thông | khoa học | văn hóa | thể thao | du lịch | giáo dục | đào tạo | y tế | nội vụ | tư pháp | hộ tịch
| lao động | thương binh | xã hội | dịch vụ | kỹ thuật | sản xuất | thiết kế | đa khoa | nội | ngoại | năm | tuổi |
pháp chế | chăm sóc khách hàng | khách hàng | thanh tra | nhà nước | việt nam
"""
_PLACES = """
số | số nhà | nhà | căn hộ | tầng | tòa | tòa nhà | lô | phố | đường | ngõ | ngách | hẻm | kiệt | tổ | thôn | ấp | xóm
| khu | khu phố | khu đô thị | chung cư | phường | xã | thị trấn | quận | huyện | thị xã | thành phố | tỉnh | tp | tx
| và | của | về | cho | tại | khóa | nhiệm kỳ
"""
_REACHED_BY = """
địa chỉ | đt | sđt | đtdđ | dđ | tel | điện thoại | điện thoại di động | di động | số điện thoại | máy lẻ | máy bàn |
cơ quan | nhà riêng | liên hệ | gọi | hotline | đường dây nóng | zalo | viber | facebook | fb | fax | email | e-mail |
mail | thư điện tử | web | website | trang web | skype | hoặc | mobile | cell | phone | telephone | office | direct |
ext | call | or | line | mst | mã số thuế
"""
_COURTESIES = """
trân trọng | xin | cảm ơn | chân thành | kính | kính thư | kính đơn | kính chào | thân mến | thân ái | thân chào |
người viết | người gửi | người làm đơn | người viết đơn | ký tên | đã ký | ông | bà | anh | chị | anh chị | các | mọi
người | rất nhiều | nhiều | rất | chúc | quý | cơ quan | ban | đã | vì | sự | trước | đã đọc | quan tâm | giúp đỡ | hỗ
trợ | giải quyết | xem xét | lắng nghe | phản hồi | sức khỏe | một ngày | tốt lành | tốt đẹp | vui vẻ | best | kind |
warm | regards | and | thanks | many | thank you | thank you very much | sincerely | yours | faithfully | truly |
cheers | in advance | have a | nice | good | great | day | week | weekend | take care | all the best | your help |
your time | your support | with
"""
_ENGLISH = """
head | deputy | chief | officer | manager | director | assistant | senior | junior | engineer | software | developer |
designer | analyst | consultant | architect | accountant | lawyer | doctor | nurse | teacher | lecturer | professor |
student | researcher | secretary | president | chairman | founder | owner | editor | sales | marketing | support |
department | division | faculty | school | university | college | institute | company | group | team | center | centre
| street | road | ward | district | city | floor | building | of | the | for | at | in | vice | general | project |
hey there | this is my signature
"""

# none that begins another word in capitals, as in "ĐỖ XE", "HỒ NƯỚC"; without marks "DUONG" and "VO" may be a matter
_SURNAMES = "nguyễn trần lê phạm hoàng huỳnh phan bùi đinh trịnh vương quách thi"
_SURNAMES_WITH_MARKS = "vũ võ đặng ngô dương lý đoàn lâm trương hà phùng tống lương lưu châu chu triệu"


def _spelt(*words: str) -> frozenset[str]:
    """Each with its marks, by both habits of setting them ("ủy", "uỷ"), and without any."""
    marked = [" ".join(one.split()).lower() for one in words]
    late = [one.replace("ủy", "uỷ").replace("òa", "oà").replace("óa", "oá") for one in marked]
    return frozenset([*marked, *late, *map(fold, marked)])


OF_SIGNATURES = _spelt(
    *(one for words in (_POSTS, _OFFICES, _PLACES, _REACHED_BY, _COURTESIES, _ENGLISH) for one in words.split("|"))
)
SURNAMES = _spelt(*_SURNAMES.split()) | frozenset(_SURNAMES_WITH_MARKS.split())
MIDDLE_NAMES = frozenset(("văn", "thị"))
