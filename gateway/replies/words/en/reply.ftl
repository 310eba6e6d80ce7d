# What fills replies; their texts stand in templates/.

reply-regarding = , about “{ $subject }”
