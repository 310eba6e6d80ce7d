# What `gw explain` cannot read.

explain-no_pdu_in_file = there is no PDU in this file
explain-cannot_read = the file cannot be read: { $error }
explain-no_path = the file cannot be read: its name is no path
explain-directory = this is a directory: name the files in it
explain-not_ordinary_file = this is no ordinary file
explain-file_too_large = the file is larger than { $bytes } bytes
explain-decoder_failed = the decoder failed: { $error }
explain-pdu_too_long = this is longer than any PDU
