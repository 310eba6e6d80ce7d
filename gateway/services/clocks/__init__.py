"""The clocks of cases: begun with them, paused while the citizen is asked, told of when time runs out."""
