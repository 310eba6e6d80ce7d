# What an actor may not do.

access-other_unit = việc này của đơn vị khác
access-role = ông/bà không có quyền làm việc này
access-restricted = vụ việc này hạn chế xem
