urgency-normal = bình thường
urgency-urgent = khẩn
