# What the words of a short text are most like. `gw explain` shows these words (docs/explain.md).

like-matter = a matter
like-status = a question of how things stand
like-disagreement = a disagreement
like-thanks = thanks or praise
like-withdrawal = a wish to withdraw
like-details = more details
like-nobody = meant for others
like-abuse = insults
like-greeting = a greeting or a test
like-how = a question how this works
