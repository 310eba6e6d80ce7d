# How long ago.

span-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
 }
span-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 }
span-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
 }
span-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
 }
span-ago = { $age } ago
