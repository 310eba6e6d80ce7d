# What `gw explain` cannot read.

explain-no_pdu_in_file = không có PDU nào trong tệp này
explain-cannot_read = không đọc được tệp: { $error }
explain-no_path = không đọc được tệp: tên không phải là đường dẫn
explain-directory = đây là thư mục: hãy nêu tên các tệp trong đó
explain-not_ordinary_file = đây không phải là tệp thường
explain-file_too_large = tệp lớn hơn { $bytes } byte
explain-decoder_failed = bộ giải mã bị lỗi: { $error }
explain-pdu_too_long = dài hơn mọi PDU
