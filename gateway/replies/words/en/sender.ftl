sender-not_decided = nothing was decided of this sender or list
