/*
 * Any bytes as the output of `sendmail -bt`: split and read without a fault, and
 * what is taken for a result was called and returned.  The first byte says how many
 * lines were fed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include "relay/bt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(const struct bt_answer *answer, const char *text, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct bt_answer before;
    if (size == 0)
        return 0;
    size_t n = data[0] % 32;
    const char *text = (const char *)data + 1;
    struct bt_answer *answers = mem_alloc((n + 1) * sizeof(*answers));
    int rc = bt_split(text, size - 1, n, answers, &before, &err);
    MUST((rc == 0) == !err_is_set(&err));
    for (size_t i = 0; i < n && rc == 0; i++)
        read_one(&answers[i], text, size - 1);
    /* Few inputs have a banner. */
    read_one(&(struct bt_answer){text, size - 1}, text, size - 1);
    err_clear(&err);
    free(answers);
    return 0;
}

static void read_one(const struct bt_answer *answer, const char *text, size_t len)
{
    struct strs members = {0};
    MUST(answer->text >= text && answer->text + answer->len <= text + len);
    for (size_t calls = 1; calls <= 2; calls++) {
        struct bt_reply reply;
        struct bt_triple triple;
        bt_read(answer, calls, &reply);
        if (reply.verdict == BT_RESULT)
            MUST(memmem(answer->text, answer->len, " returns:", 9) != NULL);
        bt_triple(&reply, &triple);
        bt_free(&triple);
    }
    bt_members(answer, &members);
    (void)bt_map_is_open(answer);
    strs_free(&members);
}
