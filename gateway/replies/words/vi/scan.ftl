# What the virus scanner says.

scan-signature = { $name }
scan-too_large = quá lớn đối với bộ quét
scan-no_verdict = bộ quét không cho kết quả
scan-does_not_answer = bộ quét không trả lời
scan-cannot_be_reached = không kết nối được bộ quét: { $error }
