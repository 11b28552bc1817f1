/*
 * The types of values.  One row per type: its pattern is both what the program
 * checks and what the JSON Schema says, so the two cannot part.
 */
#ifndef MCWIZARD_MODEL_TYPE_H
#define MCWIZARD_MODEL_TYPE_H

#include <stdbool.h>
#include <stddef.h>

enum type_id {
    TYPE_BOOL,
    TYPE_INT,
    TYPE_CHOICE,       /* one of the setting's choices */
    TYPE_TEXT,         /* a line of printable ASCII without a backquote */
    TYPE_HOST,         /* a fully qualified host or domain name */
    TYPE_TARGET,       /* where to send mail: a name (by MX), [name] or an address */
    TYPE_NETWORK,      /* IPv4 or IPv6, with or without /prefix */
    TYPE_IP,           /* the address of one host, IPv4 or IPv6 */
    TYPE_CLIENT,       /* network, host or domain that connects */
    TYPE_ADDRESS,      /* local@domain */
    TYPE_SENDER,       /* address, domain, or local part followed by @ */
    TYPE_RECIPIENT,    /* address, or local part followed by @ */
    TYPE_HELO,         /* what a client may say in HELO */
    TYPE_ANSWERS,      /* answers of a DNS list, parted by blanks */
    TYPE_ALIAS,        /* the left side of an alias */
    TYPE_ALIAS_TO,     /* the right side: addresses and local names, parted by commas */
    TYPE_PATH,         /* an absolute path */
    TYPE_LDAP,         /* a DN or a filter */
    TYPE_CIPHERS,      /* a cipher list as OpenSSL takes it */
    TYPE_SPAN,         /* a time such as 30m */
    TYPE_GROUP,        /* the name of a queue group */
    TYPE_DOMAIN,       /* a domain, or .domain for all below it */
    TYPE_USER,         /* a local name or an address */
    TYPE_VIRTUAL,      /* the left side of the virtual user table */
    TYPE_VIRTUAL_TO,   /* its right side */
    TYPE_FILE,         /* a path, absolute or relative to the profile */
    TYPE_FILTER,       /* the name of a mail filter */
    TYPE_SOCKET,       /* where a mail filter listens */
    TYPE_FILTER_WAIT,  /* T= of a mail filter */
    TYPE_FILTER_STAGE, /* of SMTP, at which filters get macros */
    TYPE_MACROS,       /* names of sendmail's macros, parted by commas */
    TYPE_ACCEPTED,     /* the id of a check, a colon and a reason */
    TYPE_VARIABLE,     /* an m4 variable of sendmail-cf */
    TYPE_VALUE,        /* what such a variable holds, as sendmail.cf has it */
    TYPE_MAILER,       /* a mailer whose flags can be changed */
    TYPE_FLAGS,        /* flags of a mailer: in place of its own, added with +, or taken with - */
    TYPE_EQUATES,      /* Key=value of a port, parted by commas */
    TYPE_COUNT
};

struct type {
    const char *name;     /* as `mcwizard settings` shows it */
    const char *pattern;  /* anchored POSIX ERE that ECMA 262 reads alike; NULL: not a string */
    size_t max_len;       /* bytes */
    const char *expected; /* completes "expected ..." */
    bool commas;          /* stand in its values, so a list of them is parted by semicolons */
};

extern const struct type type_table[TYPE_COUNT];

/* Whether text (len bytes) is a value of a string type: length, no NUL, pattern. */
bool type_matches(enum type_id id, const char *text, size_t len);

#endif
