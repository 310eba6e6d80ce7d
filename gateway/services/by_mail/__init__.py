"""Officers by mail: what came is told to them (news, mailing), and their answers to such mails act (acting)."""
