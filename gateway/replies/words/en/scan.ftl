# What the virus scanner says.

scan-signature = { $name }
scan-too_large = too large for the scanner
scan-no_verdict = the scanner gives no verdict
scan-does_not_answer = the scanner does not answer
scan-cannot_be_reached = the scanner cannot be reached: { $error }
