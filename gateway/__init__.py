"""The gateway between citizens and their local government: the library that workers/ and the `gw` command run."""
