# What the form of an act asks.

field_of_case-reason = Reason
field_of_case-words = Words
field_of_case-unit = Unit
field_of_case-person = Who works on it
field_of_case-body = Body
field_of_case-ground = Ground
field_of_case-kind = Kind
field_of_case-urgency = Urgency
field_of_case-subject = Subject
field_of_case-place = Place
field_of_case-until = Answer by (day)
field_of_case-came_by = How it came
field_of_case-answer_by = How they want the answer
field_of_case-name = Name (if they give it)
field_of_case-to = Number or mail address
field_of_case-received = Received at (empty: now)
field_of_case-question = Question (as published)
field_of_case-answer = Answer (as published)
field_of_case-by = Whose wish
field_of_case-case = Code of the other case
