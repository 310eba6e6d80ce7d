# What must happen to a case by when, as in "hạn …".

deadline-accept = tiếp nhận
deadline-transfer = chuyển đúng nơi giải quyết
deadline-answer = trả lời người dân
deadline-progress = báo tiến độ cho người dân
deadline-publish = công khai kết quả
deadline-citizen = chờ người dân bổ sung
deadline-take_over = trả lời đề nghị nhận vụ việc
