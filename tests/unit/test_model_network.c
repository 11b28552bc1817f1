/* Tests of model/network.c: parsing, containment, and the keys of the access table. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/network.h"

static struct network parse(const char *text);

static struct network parse(const char *text)
{
    struct network net;
    cr_assert(network_parse(text, &net), "%s", text);
    return net;
}

Test(model_network, parse_and_format)
{
    static const struct {
        const char *text;
        const char *format; /* NULL: no network */
        bool host_bits;
    } rows[] = {
        {"192.0.2.0/24", "192.0.2.0/24", false},
        {"192.0.2.1", "192.0.2.1/32", false},
        {"192.0.2.1/24", "192.0.2.0/24", true},
        {"192.0.2.128/25", "192.0.2.128/25", false},
        {"192.0.2.129/25", "192.0.2.128/25", true},
        {"10.255.255.255/8", "10.0.0.0/8", true},
        {"0.0.0.0/0", "0.0.0.0/0", false},
        {"2001:db8::/32", "2001:db8::/32", false},
        {"2001:DB8:0::1", "2001:db8::1/128", false},
        {"2001:db8::1/127", "2001:db8::/127", true},
        {"::/0", "::/0", false},
        {"::1", "::1/128", false},
        {"", NULL, false},
        {"/24", NULL, false},
        {"192.0.2.0/", NULL, false},
        {"192.0.2.0/33", NULL, false},
        {"192.0.2.0/24x", NULL, false},
        {"192.0.2/24", NULL, false},
        {"192.0.2.0.0", NULL, false},
        {"::1/129", NULL, false},
        {"a.example", NULL, false},
        {"2001:db8::1::2", NULL, false},
        {"192.0.2.0/999999999999999999999999", NULL, false},
        {"1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", NULL, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network net;
        struct str s = STR_INIT;
        bool ok = network_parse(rows[i].text, &net);
        cr_expect_eq(ok, rows[i].format != NULL, "%s", rows[i].text);
        if (ok && rows[i].format != NULL) {
            network_format(&net, &s);
            cr_expect_str_eq(str_text(&s), rows[i].format);
            cr_expect_eq(network_has_host_bits(&net), rows[i].host_bits, "%s", rows[i].text);
        }
        str_free(&s);
    }
}

Test(model_network, contains)
{
    static const struct {
        const char *outer, *inner;
        bool yes;
    } rows[] = {
        {"192.0.2.0/24", "192.0.2.0/24", true},
        {"192.0.2.0/24", "192.0.2.255", true},
        {"192.0.2.0/24", "192.0.3.0", false},
        {"192.0.2.0/24", "192.0.2.0/23", false},
        {"192.0.2.0/25", "192.0.2.128", false},
        {"0.0.0.0/0", "1.2.3.4", true},
        {"0.0.0.0/0", "::1", false},
        {"::/0", "1.2.3.4", false},
        {"2001:db8::/32", "2001:db8:f::/48", true},
        {"2001:db8::/33", "2001:db8:8000::", false},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network outer = parse(rows[i].outer), inner = parse(rows[i].inner);
        cr_expect_eq(network_contains(&outer, &inner), rows[i].yes, "%s in %s", rows[i].inner,
                     rows[i].outer);
    }
}

Test(model_network, loopback)
{
    static const struct {
        const char *text;
        bool yes;
    } rows[] = {{"127.0.0.1", true},    {"127.0.0.0/8", true}, {"127.1.2.3", true},
                {"0.0.0.0/0", true},    {"126.0.0.0/7", true}, {"::1", true},
                {"::/64", true},        {"10.0.0.0/8", false}, {"2001:db8::/32", false},
                {"128.0.0.0/8", false}, {"7f00::/16", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network net = parse(rows[i].text);
        cr_expect_eq(network_is_loopback(&net), rows[i].yes, "%s", rows[i].text);
    }
}

Test(model_network, access_keys)
{
    static const struct {
        const char *text;
        size_t n;
        const char *first, *last;
    } rows[] = {
        {"192.0.2.0/24", 1, "192.0.2", "192.0.2"},
        {"192.0.2.1", 1, "192.0.2.1", "192.0.2.1"},
        {"10.0.0.0/8", 1, "10", "10"},
        {"10.2.0.0/16", 1, "10.2", "10.2"},
        {"192.0.2.0/23", 2, "192.0.2", "192.0.3"},
        {"192.0.2.128/25", 128, "192.0.2.128", "192.0.2.255"},
        {"192.0.2.4/30", 4, "192.0.2.4", "192.0.2.7"},
        {"10.128.0.0/9", 128, "10.128", "10.255"},
        {"172.16.0.0/12", 16, "172.16", "172.31"},
        /* Host bits are cleared, also in the last part. */
        {"192.0.2.77/26", 64, "192.0.2.64", "192.0.2.127"},
        {"2001:db8::/32", 1, "IPv6:2001:db8", "IPv6:2001:db8"},
        {"2001:db8:1::/48", 1, "IPv6:2001:db8:1", "IPv6:2001:db8:1"},
        {"2001:db8::1", 1, "IPv6:2001:db8:0:0:0:0:0:1", "IPv6:2001:db8:0:0:0:0:0:1"},
        {"2001:db8::/33", 32768, "IPv6:2001:db8:0", "IPv6:2001:db8:7fff"},
        {"2001:db8:10::/44", 16, "IPv6:2001:db8:10", "IPv6:2001:db8:1f"},
        {"2000::/16", 1, "IPv6:2000", "IPv6:2000"},
        {"::ffff:0:0/96", 1, "IPv6:0:0:0:0:0:ffff", "IPv6:0:0:0:0:0:ffff"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct network net = parse(rows[i].text);
        struct strs keys = {0};
        network_access_keys(&net, &keys);
        cr_assert_eq(keys.n, rows[i].n, "%s: %zu keys", rows[i].text, keys.n);
        cr_expect_str_eq(keys.v[0], rows[i].first);
        cr_expect_str_eq(keys.v[keys.n - 1], rows[i].last);
        strs_free(&keys);
    }
}

Test(model_network, access_keys_cover_just_the_network)
{
    /* Every address of 198.51.100.0/24 has a key of a /27 if and only if it lies in it. */
    struct network net = parse("198.51.100.96/27");
    struct strs keys = {0};
    network_access_keys(&net, &keys);
    for (int i = 0; i < 256; i++) {
        struct str text = STR_INIT;
        str_addf(&text, "198.51.100.%d", i);
        struct network one = parse(str_text(&text));
        cr_expect_eq(strs_has(&keys, str_text(&text)), network_contains(&net, &one), "%s",
                     str_text(&text));
        str_free(&text);
    }
    strs_free(&keys);
}
