# What the virus scanner says.

scan-signature = { $name }
scan-too_large = quá lớn đối với phần mềm quét
scan-no_verdict = phần mềm quét không cho kết quả
scan-does_not_answer = phần mềm quét không trả lời
scan-cannot_be_reached = không kết nối được phần mềm quét: { $error }
