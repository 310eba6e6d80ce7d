# How what an officer enters came to them.

came_by-counter = gặp tại quầy
came_by-phone = gọi điện thoại
came_by-paper = đơn, thư giấy
came_by-other = cách khác
