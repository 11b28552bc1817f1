/* Rules of the theme: raw lines of the .mc. */
#include <string.h>

#include "model/extra.h"
#include "model/rules_checks.h"

/* The file is there, nobody else can write it, and m4 can do nothing but write the .cf with it. */
void rules_extra_file(const struct profile *p, struct errs *errs)
{
    struct extra extra = {0};
    extra_load(p, &extra, errs);
    extra_free(&extra);
}
