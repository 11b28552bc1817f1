/*
 * What a change of an option's value does to security, by the table in option.h.
 * Values are texts of the file; NULL means that the file does not set the option.
 */
#ifndef MCWIZARD_CF_JUDGE_H
#define MCWIZARD_CF_JUDGE_H

#include <stdbool.h>

#include "base/str.h"

#include "cf/cf.h"
#include "cf/option.h"

enum cf_judgement {
    CF_SAME,   /* the same meaning, defaults included */
    CF_HARDER, /* the new value hardens */
    CF_WEAKER,
    CF_EITHER, /* differs, and neither is harder */
    CF_UNSURE  /* differs, and nobody can tell from the values */
};

/* row may be NULL (an option that no table knows): then CF_SAME or CF_UNSURE. */
enum cf_judgement cf_judge(const struct cf_option *row, const char *old, const char *new);

/*
 * The first word of a list of OpenSSL's ciphers that lets weak ones in, or NULL; HIGH alone
 * has anonymous ones, too.  The caller frees it.
 */
char *cf_cipher_weak(const char *list);

/* sendmail's reading of values; what is no number reads as 0, as atoi(3) has it. */
bool cf_value_bool(const char *text); /* "" is true */
long long cf_value_number(const char *text);
long long cf_value_octal(const char *text);
/* Seconds; a number without unit is in `unit` (s, m, h, d, w). "now" is 0. */
long long cf_value_time(const char *text, char unit);

/*
 * Appends the flags that a value of a CF_TYPE_SET option turns on, defaults
 * and abbreviations worked out: `goaway`, `+SSL_OP_x -SSL_OP_y`, `safe`.  NULL
 * reads as the default.
 */
void cf_value_flags(const struct cf_option *row, const char *text, struct strs *out);
/* An option of flags adds up over its lines: what is on in a configuration in the end. */
void cf_option_flags(const struct cf *cf, const char *name, struct strs *out);
/* Whether a value of RunAsUser or of its like names root. */
bool cf_user_is_root(const char *value);
/* What one flag does; never NULL is returned for options with a "*" row. */
const struct cf_flag_row *cf_value_flag(const struct cf_option *row, const char *flag);

/*
 * Whether a clause of DaemonPortOptions is reached from this host alone: every Addr= in it is
 * loopback, or it is a socket of the file system.
 */
bool cf_clause_is_local(const char *clause);

/* Whether it is a submit.cf: UseMSP is on. */
bool cf_is_msp(const struct cf *cf);

#endif
