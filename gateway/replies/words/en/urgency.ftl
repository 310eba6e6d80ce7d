urgency-normal = normal
urgency-urgent = urgent
