divert(-1)dnl
dnl # a line that is dialled
divert(0)dnl
define(`confTO_QUEUEWARN', `2d')dnl
