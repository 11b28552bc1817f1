define(`confMAX_MESSAGE_SIZE', `1000')dnl
