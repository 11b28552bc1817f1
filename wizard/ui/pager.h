/* Showing a long text a screen at a time. */
#ifndef MCWIZARD_UI_PAGER_H
#define MCWIZARD_UI_PAGER_H

#include "sys/layout.h"

/*
 * Shows text on standard output: through the system's pager if that is a terminal
 * and there is one, otherwise as it is.
 */
void pager_show(const char *text, const struct layout *layout, const char *tools);

#endif
