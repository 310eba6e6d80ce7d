# A case's file for a body outside.

casefile-head = HỒ SƠ VỤ VIỆC { $case }
    Đơn vị chuyển: { $unit }
    Nhận lúc: { $at }
    Loại: { $kind }
    Trạng thái: { $state }
casefile-sender = Người gửi: { $name } { $address }
casefile-subject = Về việc: { $subject } { $place }
casefile-citizen = --- Người dân viết, { $at } ---
casefile-ours = --- Đơn vị viết, { $at } ---
casefile-done = { $at }: { $did } ({ $who })
casefile-attached = Tệp đính kèm: { $name } ({ $type }, { $size } byte)
