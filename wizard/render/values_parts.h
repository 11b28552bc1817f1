/*
 * What values.c puts together: the definitions of a theme each, which follow from
 * several settings.  Only render/ includes this.
 */
#ifndef MCWIZARD_RENDER_VALUES_PARTS_H
#define MCWIZARD_RENDER_VALUES_PARTS_H

#include "base/str.h"

#include "model/profile.h"

#include "sys/layout.h"

/* m4_define("KIND""NAME", VALUE), quoted: it expands to the value, which is not read again. */
void values_define(struct str *out, const char *kind, const char *name, const char *value);

/* NAME is true or false. */
void values_define_fact(struct str *out, const char *name, bool holds);

/* A text that the second m4 passes on as it is, in its quotes; appended to out. */
void values_literal(const char *text, struct str *out);

/*
 * The same of a D line that a rule uses as its whole reply, in its own double quotes with the
 * code 550; percent: what a % becomes.
 */
void values_reply(const char *text, const char *percent, struct str *out);

/* The value of a variable (more.options), in the quotes that keep it as it is in a sendmail.cf. */
void values_variable(const char *text, struct str *out);

/* "MACRO(ARG, ...)" with each argument in the templates' quotes; no argument holds them or a $. */
void values_call(struct str *out, const char *macro, const char *const *args, size_t n);

/* m4_define(NAME, CALLS): expands to what the calls (values_call) expand to. */
void values_define_calls(struct str *out, const char *name, const char *calls);

/* Whether a text or choice has this value. */
bool values_is(const struct profile *p, const char *path, const char *text);

/* Whether there is a virtual user table, and whose routes stand in the mailertable. */
bool values_has_virtual(const struct profile *p);
bool values_has_routes(const struct profile *p);
bool values_routes_relayed(const struct profile *p);
bool values_routes_world(const struct profile *p);

void values_tls(const struct profile *p, struct str *out);
void values_submission(const struct profile *p, struct str *out);
void values_addresses(const struct profile *p, struct str *out);
void values_refuse(const struct profile *p, struct str *out);
void values_filters(const struct profile *p, struct str *out);
void values_more(const struct profile *p, struct str *out);
void values_queue(const struct profile *p, const struct layout *layout, struct str *out);

#endif
