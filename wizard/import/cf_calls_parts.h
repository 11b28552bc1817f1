/* What the parts of cf_calls share; nobody else includes it. */
#ifndef MCWIZARD_IMPORT_CF_CALLS_PARTS_H
#define MCWIZARD_IMPORT_CF_CALLS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#include "cf/cf.h"
#include "cf/mc.h"

/* A comment "#####  text  #####", as VERSIONID leaves it. */
struct cf_mark {
    char *name; /* owned: of the macro file, without .m4; NULL: of another file */
    char *text; /* owned */
    long line;
};

/* A sendmail.cf while its calls are gathered. */
struct cf_calls {
    const struct cf *cf;
    struct mc *mc;
    const char *file; /* borrowed from mc */
    struct cf_mark *marks;
    size_t n_marks, cap_marks;
    struct strs features;                  /* FEATUREs and HACKs told so far, once each */
    const struct cf_entry *named_files[3]; /* those of confCW_FILE, confCT_FILE, confCR_FILE */
    bool relays_virtuals;                  /* VIRTUSER_DOMAIN has put its class into R */
};

/* One call with its arguments, ended by NULL. */
void cf_calls_add(struct cf_calls *c, long line, const char *macro, const char *first, ...)
    __attribute__((sentinel));
/* The same with a list, of which empty ones at the end are left out. */
void cf_calls_add_list(struct cf_calls *c, long line, const char *macro, const struct strs *args);
/* The command as a raw line under a heading of cf/README. */
void cf_calls_add_raw(struct cf_calls *c, const char *heading, const struct cf_entry *e);

const struct cf_mark *cf_calls_mark(const struct cf_calls *c, const char *name);
bool cf_calls_has(const struct cf_calls *c, const char *feature); /* or a HACK: found so far */

/* Whether two texts are equal but for blanks; whether one holds or begins with another so. */
bool cf_calls_same(const char *a, const char *b);
bool cf_calls_holds(const char *text, const char *part);
bool cf_calls_begins(const char *text, const char *start);

/*
 * The first rule of a ruleset (NULL: of any) with that left side (NULL: any) and with that
 * text in its right side (NULL: any), all but for blanks; or NULL.
 */
const struct cf_entry *cf_calls_rule(const struct cf_calls *c, const char *ruleset,
                                     const char *left, const char *right);
bool cf_calls_class_has(const struct cf_calls *c, const char *class, const char *member);
bool cf_calls_word(const char *words, const char *word); /* one of a list of words */

/* A field of a mailer line, or "". */
void cf_calls_field(const struct cf_entry *mailer, char letter, struct str *out);

/* Whether a macro file is one of those. */
bool cf_calls_is_feature(const char *name);
bool cf_calls_is_mailer(const char *name);

/* The parts, in the order in which cf_calls_find asks them. */
void cf_calls_options(struct cf_calls *c);
void cf_calls_ports(struct cf_calls *c);
void cf_calls_features(struct cf_calls *c);
void cf_calls_mailers(struct cf_calls *c);
void cf_calls_raw(struct cf_calls *c); /* classes */
void cf_calls_raw_lines(struct cf_calls *c);

/* What a feature's row calls to tell its arguments; found may be NULL. */
typedef void cf_calls_tell(struct cf_calls *c, const char *feature, const struct cf_entry *found);
cf_calls_tell cf_calls_tell_spec, cf_calls_tell_access, cf_calls_tell_badmx, cf_calls_tell_bestmx,
    cf_calls_tell_delay, cf_calls_tell_control, cf_calls_tell_pause, cf_calls_tell_black,
    cf_calls_tell_domain, cf_calls_tell_other, cf_calls_tell_queuegroup, cf_calls_tell_ldap,
    cf_calls_tell_hack, cf_calls_tell_relay_from, cf_calls_tell_sts, cf_calls_tell_prefix,
    cf_calls_tell_bcc, cf_calls_tell_domainmap, cf_calls_tell_local, cf_calls_tell_msp,
    cf_calls_tell_null, cf_calls_tell_canonify;

#endif
