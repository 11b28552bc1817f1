/* What table_access.c and access_tags.c share: the entries of access, tag by tag. */
#ifndef MCWIZARD_IMPORT_ACCESS_PARTS_H
#define MCWIZARD_IMPORT_ACCESS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "import/import.h"
#include "import/runs.h"
#include "import/table_text.h"
#include "import/tables.h"

struct access {
    struct import *imp;
    const struct import_terms *terms;
    struct table_entries entries;
    json_t *keys; /* owned: each key in small letters, to its value */
    struct runs runs;
    struct str *rest;
    struct strs used;      /* paths of settings */
    char *why;             /* owned: why the entry at hand is left */
    bool denies_to;        /* some entry refuses recipients */
    bool implied, recoded; /* there were some that need no setting; whose status changes */
};

enum part_kind {
    PART_BARE, /* the tag alone */
    PART_NETWORK,
    PART_LITERAL, /* [192.0.2.1] */
    PART_NAME,
    PART_ADDRESS,
    PART_USER, /* joe@ */
    PART_OTHER /* nothing that is looked up */
};

/* An entry under one tag; one without a tag stands for several. */
struct part {
    const struct access_tag *tag;
    const char *key, *value; /* the key without its tag */
    enum part_kind kind;
    struct network net; /* of PART_NETWORK */
    bool untagged;
};

typedef enum import_fate access_carrier(struct access *a, const struct part *p);

struct access_tag {
    const char *name;
    access_carrier *carry; /* IMPORT_LEFT: a->why says why */
    const char *path;      /* the setting, a list or map; may be NULL */
    const char *all;       /* the one of its entry without a key; may be NULL */
    bool bare;             /* it may stand without a key: for all */
    const char *why;       /* it is never carried; else NULL */
};

/* Without its colon; NULL: sendmail knows no such tag. */
const struct access_tag *access_tag_find(const char *name, size_t len);

#endif
