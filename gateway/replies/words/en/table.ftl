# Tables of the office.

table-too_large = the file is too large: 16 MB at most
table-not_read = this cannot be read as a table: save it as “CSV UTF-8” or as a workbook (.xlsx)
