/*
 * Functions that do not compile here; the build includes this file before every
 * source (-include).  Each has a safer twin: str.h for the string functions,
 * sys/child.h for the process functions.
 */
#ifndef MCWIZARD_BASE_BANNED_H
#define MCWIZARD_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets system popen mktemp  \
    tmpnam

#endif
