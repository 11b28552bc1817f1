/* The type of the compiled tables, and makemap(8), which compiles them. */
#ifndef MCWIZARD_RENDER_MAP_TYPE_H
#define MCWIZARD_RENDER_MAP_TYPE_H

#include "base/err.h"

#include "model/profile.h"

#include "render/render.h"

/*
 * Which type the tables of a profile get (tables.map_type); a literal, borrowed.
 * A type that the profile names, or any if tables will be compiled, is one that the
 * makemap at hand has; without a makemap it is believed.  0 or -1.
 */
int map_type_choose(const struct render_tools *tools, const struct profile *profile,
                    const char **type, struct err *err);

#endif
