/*
 * Any bytes as a .mc: each fault has a place within the text, a mend, and at most one line
 * to write instead; and they are bounded and in order.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cf/mc_faults.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct strs known = {0};
    struct mc_faults faults = {0};
    long lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    strs_add(&known, "confMAX_HOP");
    mc_faults_find((const char *)data, size, &known, &faults);
    MUST(faults.n <= MC_FAULTS_MAX && (faults.more == 0 || faults.n == MC_FAULTS_MAX));
    for (size_t i = 0; i < faults.n; i++) {
        const struct mc_fault *f = &faults.v[i];
        MUST(f->line > 0 && f->line <= lines && f->column > 0 && (size_t)f->column <= size + 1);
        MUST(i == 0 || f[-1].line <= f->line);
        MUST(f->text[0] != '\0' && f->mend != NULL && f->mend[0] != '\0');
        MUST(f->instead == NULL || strchr(f->instead, '\n') == NULL);
    }
    mc_faults_free(&faults);
    strs_free(&known);
    return 0;
}
