# How long ago.

span-days = { $n } ngày
span-hours = { $n } giờ
span-minutes = { $n } phút
span-seconds = { $n } giây
span-ago = { $age } trước
