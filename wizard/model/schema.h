/*
 * The JSON Schema (2020-12) of a profile, made from the table of settings.  It
 * accepts and refuses the same profiles as the program, apart from what
 * tests/check/schema-exceptions.txt names.
 */
#ifndef MCWIZARD_MODEL_SCHEMA_H
#define MCWIZARD_MODEL_SCHEMA_H

#include <jansson.h>

#define SCHEMA_ID "urn:mcwizard:profile:1"

/* A new reference; the order of its names is that of the table. */
json_t *schema_make(void);

#endif
