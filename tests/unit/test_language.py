"""The language that a short text is answered in, and what is read of keys typed without an input method."""

import pytest

from gateway.domain import text

# fmt: off
VIETNAMESE = """
# Without marks, beside the English name of a building or an estate.
Times City mat nuoc
times city mat nuoc
TIMES CITY MAT NUOC
Royal City chay, cuu voi
Vinhomes Ocean Park mat dien
Vinhomes Ocean Park co nguoi ngat
Park 5 mat nuoc
Chung cu Green Park mat nuoc
Chung cu Sky Light mat nuoc
Home City mat nuoc
Goldmark City co khoi
Ho Tay Water Park on
School bus cho qua toc do
Times City co mui gas
Sunshine City thang may ket
Sunshine Riverside mat nuoc 2 ngay
Golden Palace thang may hong
The Manor rac khong ai don
Mulberry Lane mat dien
Seasons Avenue karaoke on
Eco Green City chay tang ham
Imperia Garden ngap ham xe
Hoa Binh Green City nuoc ban
Vinhomes Smart City cay do
Masteri West Heights thang may roi
The Pride Ha Dong mat nuoc
Mipec Towers bao chay keu
Royal City R2 khoi den
Lotte Center ket xe
Parkson tang 3 chay
Central Park co dam nhau
Chay Royal City
Golden West on qua
Gold Season co trom
Park Hill mat dien
Sky Garden nuoc vang
Riverside Garden hoi thoi
International School do xe lan duong
Highlands Coffee lan chiem via he
Circle K xa rac
nha hang Red Bean on
# Syllables that are English words too.
nuoc day cong k thoat dc
BS HN-7K3M9K them anh dc k ad
bo sung them sdt 0912345678 ah
them tt: so 5
day dien vtv xuong duong ntn
that k j dc
vieecj mowis rac do day duong
nuoc day nha roi
toi gui them anh
nha that ma khong ai lam
but xoa cho hoc sinh
don ve sinh di
da nop don
rac chua don
that vong qua
sao khong ai den
den my dinh mat dien
quan my phuong on
my pham do ra duong
ban yet gia sai
so tien niem yet sai
nuoc dang len, them nguoi nua
toi muon hoi ve giay to nha dat
can lam giay khai sinh cho con
cho hoi may gio mo cua
men theo kenh thay rac
in sai ten con toi
ten toi bi in sai
do an o via he
an toan dien
hang rong chan loi
tin nhan nay la sao
mat nuoc tu hom qua den nay
# Loan words.
wifi nha van hoa hong
camera ngo 5 hong
karaoke on qua
quan karaoke hat den 2h sang
bus 32 chay au
taxi dau kin ngo
gas no nha a1
xe container do duong
shop quan ao lan chiem
mang internet phuong hong
bai parking thu tien sai
app loi khong vao dc
zalo phuong k tra loi
clip quay canh do rac
police den ngay di
ok cam on ad
thanks phuong nhieu
please don rac giup
help voi, chay nha
sorry nham so
shipper chay nhanh
hello phuong, cho hoi gio lam viec
hotline phuong k ai nghe
vote 5 sao cho phuong
report quan nay on qua
check giup ho so cua toi
update giup em ho so
ban nhac rock on qua
# Marks, beside English.
Times City mất nước
Cháy ở Royal City
Căn hộ A1 tầng 12A mất nước
Chung cư Green Park mất điện
Please sửa đèn
Chờ check hồ sơ lâu quá
Đèn hỏng
Cháy
Fire! Cháy nhà rồi
Phường Văn Miếu
CHÁY NHÀ
# Keys of Telex and VNI.
ddeenf ddwowngf hoongr
chays nhaf roif
raats haif longf
"""

ENGLISH = """
# Danger.
There is a fire at 12 Hang Bot
Fire 12 Hang Bot
Fire! Fire! 12 Hang Bot
FIRE
fire!!!
Help fire
fire at kham thien market
He is bleeding a lot
Man stabbed at Hang Bot
Gas leak 12 Hang Bot
gas leak
electric wire down sparking
Someone drowning in Van Mieu lake
My wife collapsed, not breathing
Child trapped in lift, Times City
Smoke from apartment 5
a building collapsed on Ton Duc Thang
Explosion near Kham Thien
Two men fighting with knives
Robbery at 5 Hang Bai
I am being attacked
He has a knife
old man fell, unconscious
Car crash on Le Duan
motorbike accident, people injured
she is going to jump
Help! Thief!
Snake in the house
Call an ambulance
Fire in Royal City
Flood in my house
Tree fell on a car
# Complaints and questions.
I am Nguyen Van An. Rubbish on Kham Thien
i want to complain
Mosquito spraying schedule?
water leak
Illegal parking
illegal parking on Van Mieu street
Good job
Sewage overflow
Sewage smell
Noise karaoke 2am
opening hours?
5 stars
status HN-7K3M9K
thx
No water since morning
power cut again
Power outage Hang Bot
pothole on Ton Duc Thang
Broken street light at 12 Hang Bot
Street light out
Dead rat in front of gate
Stray dogs biting
Dog barking all night
loud music next door
Trash not collected
Blocked drain at Quoc Tu Giam
Manhole cover missing
Sidewalk occupied by vendors
How do I report?
Where is the office?
how to register temporary residence
birth certificate for my son
need passport renewal
residence permit expired
What documents are required?
Thank you very much
very bad service
Not satisfied
poor service
It is fixed, thanks
problem solved
Still broken
any news?
When will it be repaired?
please cancel my report
wrong number, sorry
I don't speak Vietnamese
do you have English forms
construction dust everywhere
Dangerous wires hanging low
bad smell from canal
no electricity at Van Huong alley 12
graffiti on school wall
Vietnamese visa extension
Burglary in progress
the traffic lights are not working
# Names of streets and persons with their marks.
There is a fire at 12 Hàng Bài, please help
I live at 25 phố Văn Miếu, phường Văn Miếu-Quốc Tử Giám, the drain is blocked
Đường Tôn Đức Thắng flooded, please help
Fire at Chợ Khâm Thiên
Gas leak ngõ 12 Văn Miếu
Rubbish at chợ Khâm Thiên
My name is Nguyễn Văn An, street light broken
Illegal parking phố Hàng Bột
Water leak at số 5 ngõ Văn Hương
Man stabbed on Đường Láng
"""

OTHER = """
Il y a un incendie au 12 Hang Bot, au secours
Au secours, incendie au 12 Hang Bot
Hola, la farola de la calle no funciona
Bonjour, la lumière est cassée
La lampe de la rue est en panne
Straßenlaterne defekt
Sokak lambası yanmıyor
Latarnia nie działa na ulicy
Ola, a lampada da rua esta quebrada
Feuer! Hilfe!
Incendio! Ayuda!
Aiuto, incendio
Fuego en la casa
Buongiorno, il lampione della strada non funziona
Au feu! 12 Hang Bot
Es brennt, bitte schnell helfen
Wasserrohrbruch in der Straße
Müll liegt auf der Straße
Der Strom ist ausgefallen
Hay mucha basura en la calle
Se fue la luz en mi casa
Mi marido no respira
Mon mari ne respire plus
Pas d'eau depuis hier
Les poubelles ne sont pas ramassées
Manca l'acqua da ieri
Perdita di gas in via Hang Bot
La strada è allagata
Falta de água na rua
Há um incêndio no prédio
Merci beaucoup
Vielen Dank
Muchas gracias
Grazie mille
Muito obrigado
Spasibo, dziękuję bardzo
Lampu jalan rusak, tolong diperbaiki
你好，我家门口的路灯坏了
Пожар! Помогите
"""

NOTHING = """
ok
TC
TC ALL
TT HN-7K3M9K
HN-7K3M9K
ngap roi
29my 1234
5
👍
Times City
Vinhomes Ocean Park
"""

READ = """
ddeenf ddwowngf hoongr | đền đường hổng
tu72 cho61i nha65n tin | từ chối nhận tin
tu72 cho61i | từ chối
tuwf choois nhaanj tin | từ chối nhận tin
kho6ng ha2i lo2ng | không hài lòng
raats haif longf | rất hài lòng
chays nhaf | cháy nhà
chay1 nha2 | cháy nhà
mufi gas owr nhaf a1 | mùi gas ở nhà a1
d9e2n hong3 o73 ngo4 12a | đèn hỏng ở ngõ 12a
xe oto ddaam xe bus, cuwus vowis | xe oto đâm xe bus, cứu với
taxi ddaauj kins ngox | taxi đậu kín ngõ
tinhf trangj | tình trạng
VIEECJ MOWIS | việc mới
dduongwf ngaapj | đường ngập
"""

LEFT = """
gas no nha a1
gas no nha b1
oto dam nguoi nha a2
oto a2 lao xuong ho
oto tong xe bus
taxi oto tong nhau
taxi oto dau kin ngo
ho gas tang 12a no
den hong o so 12a ngo 5a
rac do day ngo 14a nha a2
Căn hộ A1 tầng 12A mất nước
Căn hộ A1, tòa A2, tầng 12A mất nước
oto dau gara, moto dau via he
photo logo phuong sai
wifi video karaoke
fax box bar
nha e5 tang 5a
so1 ngo3 to5 phuong7
thu7 phuong7 khoa cua
momo loto xo so
moto oto bus taxi
Lắp wifi, đổi gas ở nhà Max
Thùng gas A1 và A2
Car bus taxi oto
e moi ve roj, den toj lam
gas leak at a1
test video camera
block a1 b2 c3
quan tax house, bar, spa
tw oto xe tec
"""
# fmt: on


def _lines(table: str) -> list[str]:
    return [line for line in table.strip().split("\n") if line and not line.startswith("#")]


LABELLED = [
    *((words, "vi") for words in _lines(VIETNAMESE)),
    *((words, "en") for words in _lines(ENGLISH)),
    *((words, text.OTHER) for words in _lines(OTHER)),
    *((words, "") for words in _lines(NOTHING)),
]


@pytest.mark.parametrize(("words", "language"), LABELLED)
def test_a_short_text_is_answered_in_its_language(words: str, language: str) -> None:
    assert text.language(words) == language


@pytest.mark.parametrize("line", _lines(READ))
def test_keys_of_an_input_method_are_read(line: str) -> None:
    keys, meant = line.split(" | ")
    assert text.typed(keys).lower() == meant


@pytest.mark.parametrize("words", _lines(LEFT))
def test_what_only_looks_like_such_keys_is_left_as_it_is(words: str) -> None:
    assert text.typed(words) == words
