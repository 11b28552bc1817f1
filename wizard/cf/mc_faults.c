/* What people write wrong in a sendmail.mc; see mc_faults.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/mc_faults.h"
#include "cf/mc_scan.h"

static void judge_bytes(struct mc_scan *scan, const char *text, size_t len);
static int compare_fault(const void *a, const void *b);

void mc_faults_find(const char *text, size_t len, const struct strs *known, struct mc_faults *out)
{
    struct mc_scan scan = {.out = out};
    mc_scan_init(&scan, text, len);
    judge_bytes(&scan, text, len);
    mc_read(&scan);
    mc_order_judge(&scan, known);
    mc_scan_free(&scan);
    if (out->n > 0)
        qsort(out->v, out->n, sizeof(*out->v), compare_fault);
}

void mc_faults_free(struct mc_faults *faults)
{
    for (size_t i = 0; i < faults->n; i++) {
        free(faults->v[i].text);
        free(faults->v[i].mend);
        free(faults->v[i].instead);
    }
    free(faults->v);
    *faults = (struct mc_faults){.n = 0};
}

/* What an editor or a transfer has done to all of the file, once with the first place. */
static void judge_bytes(struct mc_scan *scan, const char *text, size_t len)
{
    size_t nul = 0, first_nul = 0, returns = 0, first_return = 0, lone = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\0' && nul++ == 0)
            first_nul = i;
        if (text[i] == '\r' && returns++ == 0)
            first_return = i;
        lone += text[i] == '\r' && (i + 1 == len || text[i + 1] != '\n');
    }
    bool wide = len > 1 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
    if (wide || (len > 2 && memcmp(text, "\xef\xbb\xbf", 3) == 0))
        mc_scan_mend(mc_scan_fault(scan, "bom", true, 0,
                                   wide ? "the file is UTF-16, which m4 cannot read"
                                        : "the file begins with a byte order mark, which goes "
                                          "into sendmail.cf"),
                     wide ? "save it as plain ASCII" : "save it without one, as plain ASCII");
    if (nul > 0 && !wide)
        mc_scan_mend(mc_scan_fault(scan, "nul", true, first_nul, "%zu byte%s of zero in the text",
                                   nul, nul > 1 ? "s" : ""),
                     "delete them; the file may be damaged");
    if (returns > 0)
        mc_scan_mend(
            mc_scan_fault(scan, "crlf", lone > 0, first_return,
                          lone > 0 ? "%zu line%s with a CR, some without LF: m4 and sendmail see "
                                     "no end of line there"
                                   : "%zu line%s from Windows (CR LF): sendmail bears with it in "
                                     "what comes out, other programs do not",
                          returns, returns > 1 ? "s" : ""),
            "tr -d '\\r' < OLD > NEW");
}

static int compare_fault(const void *a, const void *b)
{
    const struct mc_fault *x = a, *y = b;
    int rc = (x->line > y->line) - (x->line < y->line);
    rc = rc != 0 ? rc : (x->column > y->column) - (x->column < y->column);
    return rc != 0 ? rc : strcmp(x->id, y->id);
}
