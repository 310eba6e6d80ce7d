text-said = { $text }
