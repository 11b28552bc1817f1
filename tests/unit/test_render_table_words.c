/* The words of tables. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "render/table_words.h"

static const struct {
    const char *text;
    bool domain, local, address, path;
    unsigned ipv4, ipv6;
} rows[] = {
    {"example.org", true, true, false, false, 0, 0},
    {"example", true, true, false, false, 0, 0},
    {"x-1_y.example", true, true, false, false, 0, 0},
    {"-x.example", false, true, false, false, 0, 0},
    {"x-.example", false, true, false, false, 0, 0},
    {"x.example-", false, true, false, false, 0, 0},
    {".example", false, false, false, false, 0, 0},
    {"example.", false, false, false, false, 0, 0},
    {"a..b", false, false, false, false, 0, 0},
    {"a.1", false, true, false, false, 0, 0},
    {"1", false, true, false, false, 1, 1},
    {"192.0.2.1", false, true, false, false, 4, 0},
    {"192.0.2.1.5", false, true, false, false, 0, 0},
    {"192.0.256", false, true, false, false, 0, 0},
    {"0.0", false, true, false, false, 2, 0},
    {"00.1", false, true, false, false, 0, 0},
    {"12345", false, true, false, false, 0, 0},
    {"2001:db8", false, false, false, false, 0, 2},
    {"1:2:3:4:5:6:7:8", false, false, false, false, 0, 8},
    {"1:2:3:4:5:6:7:8:9", false, false, false, false, 0, 0},
    {"2001::1", false, false, false, false, 0, 0},
    {"2001:", false, false, false, false, 0, 0},
    {"2001:g", false, false, false, false, 0, 0},
    {"joe@example.org", false, false, true, false, 0, 0},
    {"o'neil+x@example.org", false, false, true, false, 0, 0},
    {"joe@", false, false, false, false, 0, 0},
    {"@example.org", false, false, false, false, 0, 0},
    {"a%b@example.org", false, false, false, false, 0, 0},
    {"a@b@c", false, false, false, false, 0, 0},
    {"/etc/mail/x.y", false, false, false, true, 0, 0},
    {"/", false, false, false, false, 0, 0},
    {"//x", false, false, false, false, 0, 0},
    {"/x/", false, false, false, false, 0, 0},
    {"/x/../y", false, false, false, false, 0, 0},
    {"/x y", false, false, false, false, 0, 0},
    {"", false, false, false, false, 0, 0},
};

Test(render_table_words, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *t = rows[i].text;
        size_t n = strlen(t);
        cr_expect_eq(word_domain(t, n), rows[i].domain, "%s", t);
        cr_expect_eq(word_local(t, n), rows[i].local, "%s", t);
        cr_expect_eq(word_address(t, n), rows[i].address, "%s", t);
        cr_expect_eq(word_path(t, n), rows[i].path, "%s", t);
        cr_expect_eq(word_ipv4(t, n), rows[i].ipv4, "%s: %u", t, word_ipv4(t, n));
        cr_expect_eq(word_ipv6(t, n), rows[i].ipv6, "%s: %u", t, word_ipv6(t, n));
    }
}

Test(render_table_words, bounds)
{
    struct str label = STR_INIT;
    for (int i = 0; i < 63; i++)
        str_addch(&label, 'a');
    cr_expect(word_domain(label.buf, 63));
    str_addch(&label, 'a');
    cr_expect_not(word_domain(label.buf, 64));
    cr_expect(word_local(label.buf, 64));
    str_addch(&label, 'a');
    cr_expect_not(word_local(label.buf, 65));
    str_free(&label);
}

Test(render_table_words, texts)
{
    static const struct {
        const char *text;
        bool good;
    } texts[] = {
        {"plain", true},  {"\"quoted <x>\"", true}, {"a \\\" b", true},
        {"a (b)", false}, {"a > b", false},         {"\"open", false},
        {"end\\", false}, {"\"a\\\"b\"", true},     {"\"a\\\\\" <b>", false},
        {"", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        cr_expect_eq(word_text(texts[i].text, strlen(texts[i].text)), texts[i].good, "%s",
                     texts[i].text);
    cr_expect(word_is("RELAY x", 5, "relay"));
    cr_expect_not(word_is("RELAY", 5, "rel"));
    cr_expect(word_begins("ERROR:x", 7, "error:"));
    cr_expect_not(word_begins("ERR", 3, "error:"));
}
