# Vì sao một số không thông suốt.

number-lost = tin thử không về tới
number-rang = gọi thử: có chuông, không ai nghe
number-busy = gọi thử: máy bận
number-refused = gọi thử: không gọi được
