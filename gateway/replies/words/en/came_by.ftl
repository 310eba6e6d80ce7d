# How what an officer enters came to them.

came_by-counter = at the counter
came_by-phone = by telephone
came_by-paper = on paper
came_by-other = otherwise
