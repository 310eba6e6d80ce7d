trace-because = because { $reasons }
trace-no_row = there is no row { $id }
trace-no_case = no case has the code { $case }
