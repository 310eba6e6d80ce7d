# Why an answer cannot be published.

publication-restricted = case { $case } is restricted: nothing of it is published
publication-not_here = answers of this kind, or of this unit, are not published ([publication] of the configuration): { $case }
publication-urgent = case { $case } is urgent: nothing of it is published. Where it is not, correct its urgency first
publication-unwanted = the citizen asks that case { $case } be not published
publication-unanswered = case { $case } has no answer that could be published
publication-personal = “{ $field }” still holds { $what }: take that out, then publish
