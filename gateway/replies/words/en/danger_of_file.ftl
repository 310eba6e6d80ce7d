# Why a file of an officer cannot be sent.

danger_of_file-executable = a program
danger_of_file-script = a script
danger_of_file-program_inside = an archive with a program, a script or a document with macros
danger_of_file-macros = a document with macros
danger_of_file-disk_image = a disk image
danger_of_file-disguised = its name is not what it is
danger_of_file-double_extension = its name has two endings
