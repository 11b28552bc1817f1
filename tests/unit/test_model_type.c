/* Tests of model/type.c: what each type of string lets in. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/type.h"

static void check_all(void);
static void check_words(enum type_id id, const char *const *words, bool good);

/* Ended by NULL. */
static const struct {
    enum type_id id;
    const char *good[16], *bad[24];
} rows[] = {
    {TYPE_TEXT,
     {"", "x", "it's #1, (really) [so] {so} $x %d \"q\" <a> a@b; \\ ~ ^ _"},
     {" ", " a", "a ", "`", "a`b", "a\nb", "a\n", "\n", "\t", "\x01", "\x7f", "\xc3\xa9", "\xff"}},
    {TYPE_HOST,
     {"mail.example.org", "a.b", "A.B", "1.a", "x-y.z-1", "xn--bcher-kva.example", "a.b.c.d.e.f"},
     {"",      "localhost", "a.",    ".a",     "a..b",
      "-a.b",  "a-.b",      "a.b-",  "a.1",    "1.2.3.4",
      "a_b.c", "a b.c",     "a.b\n", "\na.b",  "a.b ",
      "a.b.",  "*.a.b",     "[a.b]", "a.b:25", "b\xc3\xbc.example"}},
    {TYPE_TARGET,
     {"mx.example.net", "[mx.example.net]", "192.0.2.1", "[192.0.2.1]", "[IPv6:2001:db8::1]",
      "[IPv6:::]", "[IPv6:1:2:3:4:5:6:7:8]"},
     {"", "mx", "[mx]", "[]", "[", "]", "[a.b", "a.b]", "[[a.b]]", "a.b c.d", "192.0.2.256",
      "[2001:db8::1]", "[IPv6:192.0.2.1]", "[IPv6:1:2:3:4:5:6:7:8:9]", "smtp:[a.b]", "a.b:c.d",
      "[a.b]\n", "a.b/c"}},
    {TYPE_NETWORK,
     {"192.0.2.0/24", "0.0.0.0", "255.255.255.255", "10.0.0.0/8", "1.2.3.4/32", "::", "::1",
      "2001:db8::/16", "2001:db8::/128", "1:2:3:4:5:6:7:8", "1::8",
      "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8"},
     {"",          "1.2.3",          "1.2.3.4.5",  "1.2.3.256",     "01.2.3.4",
      "1.2.3.4/7", "1.2.3.4/33",     "1.2.3.4/",   "1.2.3.4/08",    "::/15",
      "::/129",    "1::2::3",        ":::",        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
      "12345::",   "::ffff:1.2.3.4", "fe80::1%lo", "a.example",     "1.2.3.4 ",
      "1.2.3.4\n"}},
    {TYPE_IP,
     {"192.0.2.10", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::10", "1:2:3:4:5:6:7:8"},
     {"", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4/32", "::/128", "1::2::3", ":::", "fe80::1%lo",
      "::ffff:1.2.3.4", "[1.2.3.4]", "a.example", "1.2.3.4 ", "1.2.3.4\n", "1.2.3.4, M=a"}},
    {TYPE_CLIENT,
     {"192.0.2.0/24", "2001:db8::/32", "bad.example", "a.b.c"},
     {"", "bad", "a@b.c", "*", ".example.org", "bad.example\n", "192.0.2.0/33"}},
    {TYPE_ADDRESS,
     {"info@example.org", "a.b+c=d~e_f-g@h.i"},
     {"",          "info",    "@a.b",    "a@",      "a@b",     "a@b.c@d.e", "a b@c.d",
      "\"a\"@b.c", "a%b@c.d", "a!b@c.d", ".a@b.c",  "a.@b.c",  "a..b@c.d",  "a@[1.2.3.4]",
      "<a@b.c>",   "a@b.c\n", "a:b@c.d", "a,b@c.d", "a;b@c.d", "$a@b.c",    "|a@b.c"}},
    {TYPE_SENDER,
     {"a@example.org", "example.org", "root@"},
     {"", "root", "@", "@example.org", "root@@", "a b@", "a%b@", "root@\n", "1.2.3.4"}},
    {TYPE_RECIPIENT,
     {"a@example.org", "root@"},
     {"", "root", "@", "example.org", "@example.org", "a b@", "a%b@", "root@\n"}},
    {TYPE_HELO,
     {"friend", "bad.example", "x_y", "1.2.3.4", "A-b.c", "0"},
     {"", ".", "a.", ".a", "a..b", "-a", "a-", "a b", "[1.2.3.4]", "a:b", "a*", "a\n", "$a", "a`"}},
    {TYPE_ANSWERS,
     {"127.0.0.2", "127.0.0.", "127.0.", "127.", "127.0.0.2 127.0.1.", "127.0.0.255",
      "127.1. 127.2. 127.3. 127.4. 127.5. 127.6."},
     {"", "127", "127.0", "127.0.0", "128.0.0.1", "127.0.0.256", "127.0.0.2.", "127.0.0.0.2",
      "127.0.0.2  127.0.0.3", " 127.0.0.2", "127.0.0.2 ", "127.0.0.2,127.0.0.3",
      "127.1. 127.2. 127.3. 127.4. 127.5. 127.6. 127.7.", "127.0.0.$+", "127.0.0.2\n"}},
    {TYPE_ALIAS,
     {"postmaster", "a.b", "owner-list", "a+b", "0"},
     {"", "a b", "a@b.c", ".a", "a.", "a..b", "|a", "/a", "a:", "a\n", ":include:", "\\a"}},
    {TYPE_SPAN,
     {"1s", "30m", "2h", "99999d"},
     {"", "0m", "01m", "m", "1", "1w", "1M", "-1m", "+1m", "100000s", "1.5h", "1h30m", "1 h",
      "1h\n"}},
    {TYPE_GROUP,
     {"slow", "a", "list_2", "z9"},
     {"", "Slow", "q1", "quick", "1st", "a-b", "a.b", "a b", "_a", "a/b", "a,b", "slow\n"}},
    {TYPE_ALIAS_TO,
     {"root", "a@b.c", "root, joe@example.org", "a,b,c"},
     {"", ",", "a,", ",a", "a,,b", "a,  b", "|prog", "/file", ":include:/x", "\"|x\"", "\\joe",
      "a b", "a\n", "a, b\n", "a;b"}},
    {TYPE_PATH,
     {"/a", "/etc/mail/authinfo", "/a.b/c-d_e", "/a@b%c~d+e=f"},
     {"", "/", "a", "./a", "/a/", "//a", "/a//b", "/../a", "/a/../b", "/.a", "/a/.b", "/a b",
      "/a\n", "/a'b", "/a;b", "/a$b", "/\xc3\xa9"}},
    {TYPE_CIPHERS,
     {"HIGH", "ECDHE-RSA-AES128-GCM-SHA256", "HIGH:!aNULL:-MD5:+3DES:kRSA+AES:@STRENGTH",
      "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256", "ALL:@SECLEVEL=0"},
     {"",  ":",  "a:",           ":a",  "a::b", "a b", "a,b", "a;b", "!",   "a+", "+",
      "@", "@x", "@SECLEVEL=12", "a#b", "a'b",  "a`b", "$a",  "a/b", "a\n", "(a)"}},
    {TYPE_LDAP,
     {"ou=people,dc=example,dc=org", "(mail=%0)", "(&(a=*)(!(b=c)))", "(|(mail=%0)(x=y z))"},
     {"", "a\"b", "a\\b", "a;b", "a$b", "a<b", "a`b", "a'b", "a#b", "a\n", "a{b", "a/b"}},
    {TYPE_DOMAIN,
     {"example.net", ".example.net", "a.b"},
     {"", ".", "net", ".net", "*.a.b", "a@b.c", "..a.b", "a.b."}},
    {TYPE_USER,
     {"joe", "joe@example.org", "a.b+c@a.b"},
     {"", "@a.b", "a@", "a b", "%1", "a@b@c.d", "a,b", "|a"}},
    {TYPE_VIRTUAL,
     {"a@a.b", "@a.b", "a+*@a.b", "a+b@a.b", "a++@a.b"},
     {"", "a", "@", "*@a.b", "a*@a.b", "%1@a.b", "a b@c.d", "a+*b@a.b"}},
    {TYPE_VIRTUAL_TO,
     {"joe", "a@a.b", "%1@a.b", "%1%3@a.b", "l-%1", "%1", "error:nouser",
      "error:nouser 550 No one."},
     {"", "%0", "%4", "%", "@a.b", "a@%1", "a,b", "|a", "/a", "error:", "error:nouser  x",
      "error:nouser 5.1.1", "error:nouser \"x\"", "error:5.1.1:x"}},
    {TYPE_FILE,
     {"extra.mc", "/etc/mail/extra.mc", "a/b-c.mc"},
     {"", "/", "a/", "./a", "../a", "a//b", "a/../b", ".a", "a b", "a\n", "a'b"}},
    {TYPE_FILTER, {"opendkim", "x", "a-b_2"}, {"", "A", "1", "-a", "a b", "a.b", "a,b", "a\n"}},
    {TYPE_SOCKET,
     {"unix:/run/x.sock", "local:/a/b", "inet:1@localhost", "inet:65535@192.0.2.1",
      "inet:25@a.example", "inet6:99@::1", "inet6:9@a.example"},
     {"", "/run/x", "unix:x", "unix:/", "inet:0@a.b", "inet:65536@a.b", "inet:070@a.b", "inet:9",
      "inet:9@::1", "inet6:9@192.0.2.1", "inet:9@[192.0.2.1]", "inet:9@host", "unix:/a, F=R",
      "unix:/a\n"}},
    {TYPE_FILTER_WAIT,
     {"C:1s", "R:2m", "C:30s;S:1m;R:2m;E:5m", "S:1h;E:9999s"},
     {"", "10s", "R:1", "R:0s", "R:1d", "E:1m;R:1m", "R:1m;R:1m", "R:1m;", "R:1m, F=R"}},
    {TYPE_FILTER_STAGE,
     {"connect", "helo", "envfrom", "envrcpt", "data", "eoh", "eom"},
     {"", "mail", "HELO", "eom\n"}},
    {TYPE_MACROS,
     {"j", "_", "{client_ptr}", "j, {x},Z"},
     {"", "jj", "$j", "{}", "{a b}", "j;k", "j,  k", "j,", "j\n"}},
    {TYPE_ACCEPTED,
     {"NUL: no", "greet-pause: it's (all) #1, \"x\"", "A-1-b2: x"},
     {"", "NUL", "NUL:", "NUL: ", "NUL:no", ": no", "A B: no", "A_B: no", "-A: no", "A-: no",
      "A--B: no", "NUL:  no", "NUL: no ", "NUL: a`b", "NUL: a\nb", "NUL: no\n", "NUL: \xc3\xbc"}},
    {TYPE_VARIABLE,
     {"confALIAS_WAIT", "confX", "LOCAL_MAILER_ARGS", "ESMTP_MAILER_ARGS", "CYRUS_BB_MAILER_FLAGS",
      "LOCAL_SHELL_PATH", "UUCP_RELAY", "ALIAS_FILE", "DNSBL_MAP_OPT"},
     {"",           "conf",         "confx",          "conf_A",     "confA-B",      "xconfA",
      "dnl",        "FEATURE",      "MAILER",         "HACK",       "OSTYPE",       "LOCAL_CONFIG",
      "SMART_HOST", "LOCAL_MAILER", "X_MAILER_MAX",   "_CF_DIR_",   "LOCAL_RELAYS", "confA ",
      "confA\n",    "LOCAL_DOMAIN", "DAEMON_OPTIONS", "MAIL_FILTER"}},
    {TYPE_VALUE,
     {"", "x", "it's #1, (really) [so] {so} $x %d \"q\" <a> a@b; \\ ~ ^ _", "$?x$x <$g>$|$g$."},
     {" ", " a", "a ", "`", "a`b", "a\nb", "a\n", "\t", "\x7f", "\xc3\xa9"}},
    {TYPE_MAILER,
     {"LOCAL", "SMTP", "ESMTP", "RELAY", "CYRUSV2", "PH"},
     {"", "local", "Local", "PROG", "FAX", "DOL", "MAILER", "LOCAL ", "LOCAL\n", "SMTP9"}},
    {TYPE_FLAGS,
     {"+F", "-9", "mDFMuX", "+e -F:|/@", "A%!=~&", "a +b -c"},
     {"", "+", "-", " ", "a b", "+F  -9", " +F", "+F ", "+-a", "a,b", "a(", "a'", "a\n", "$a",
      "a#"}},
    {TYPE_EQUATES,
     {"Family=inet", "Family=inet, Address=192.0.2.1", "M=hA,Port=25", "Addr=IPv6:2001:db8::1"},
     {"", "Family", "=x", "a=", "a=b,,c=d", "a=b,  c=d", "a=b,", "a=b;c=d", "a=$x", "a=b c=d",
      "a=(b)", "a='b'", "a=b\n"}},
};

static void check_words(enum type_id id, const char *const *words, bool good)
{
    for (; *words != NULL; words++)
        cr_expect_eq(type_matches(id, *words, strlen(*words)), good, "%s: \"%s\"",
                     type_table[id].name, *words);
}

static void check_all(void)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        check_words(rows[i].id, rows[i].good, true);
        check_words(rows[i].id, rows[i].bad, false);
    }
}

Test(model_type, good_and_bad)
{
    check_all();
}

Test(model_type, good_and_bad_whatever_the_locale)
{
    cr_assert_not_null(setlocale(LC_ALL, "C.UTF-8"));
    check_all();
}

Test(model_type, every_byte_alone_and_at_the_end)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (int c = 1; c < 256; c++) {
            char text[128];
            int len = snprintf(text, sizeof(text), "%s%c", rows[i].good[1], c);
            bool plain = c >= ' ' && c < 0x7f && c != '`';
            bool good = type_matches(rows[i].id, text, (size_t)len);
            cr_expect(plain || !good, "%s lets byte %d in", type_table[rows[i].id].name, c);
            cr_expect(plain || !type_matches(rows[i].id, text + len - 1, 1));
        }
    }
}

Test(model_type, no_nul_byte)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[64] = "";
        size_t len = strlen(rows[i].good[1]);
        cr_assert_lt(len, sizeof(text) - 2);
        memcpy(text, rows[i].good[1], len);
        cr_expect(type_matches(rows[i].id, text, len), "%s", type_table[rows[i].id].name);
        cr_expect_not(type_matches(rows[i].id, text, len + 1), "%s", type_table[rows[i].id].name);
    }
}

Test(model_type, length)
{
    static const struct {
        enum type_id id;
        const char *head, *tail;
    } long_ones[] = {{TYPE_TEXT, "", ""},    {TYPE_PATH, "/", ""},    {TYPE_LDAP, "", ""},
                     {TYPE_ALIAS, "", ""},   {TYPE_ALIAS_TO, "", ""}, {TYPE_ADDRESS, "", "@a.b"},
                     {TYPE_SENDER, "", "@"}, {TYPE_FILE, "", ""},     {TYPE_VALUE, "", ""},
                     {TYPE_FLAGS, "+", ""},  {TYPE_EQUATES, "a=", ""}};
    for (size_t i = 0; i < ARRAY_LEN(long_ones); i++) {
        size_t max = type_table[long_ones[i].id].max_len;
        for (size_t len = max - 1; len <= max + 1; len++) {
            struct str s = STR_INIT;
            str_add(&s, long_ones[i].head);
            while (s.len < len - strlen(long_ones[i].tail))
                str_addch(&s, 'x');
            str_add(&s, long_ones[i].tail);
            cr_expect_eq(type_matches(long_ones[i].id, s.buf, s.len), len <= max, "%s of %zu",
                         type_table[long_ones[i].id].name, len);
            str_free(&s);
        }
    }
}

Test(model_type, label_length)
{
    char text[80];
    for (int len = 62; len <= 64; len++) {
        snprintf(text, sizeof(text), "%.*s.org", len,
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        cr_expect_eq(type_matches(TYPE_HOST, text, strlen(text)), len <= 63, "%d", len);
    }
}

Test(model_type, rows_are_whole)
{
    for (int i = 0; i < TYPE_COUNT; i++) {
        const struct type *t = &type_table[i];
        cr_expect(t->name != NULL && t->name[0] != '\0', "type %d", i);
        cr_expect(t->expected != NULL && t->expected[0] != '\0', "type %d", i);
        bool is_string = i != TYPE_BOOL && i != TYPE_INT && i != TYPE_CHOICE;
        cr_expect_eq(t->pattern != NULL, is_string, "%s", t->name);
        cr_expect_eq(t->max_len > 0, is_string, "%s", t->name);
        if (t->pattern == NULL) {
            cr_expect_not(type_matches((enum type_id)i, "x", 1));
            continue;
        }
        cr_expect_eq(t->pattern[0], '^', "%s", t->name);
        cr_expect_eq(t->pattern[strlen(t->pattern) - 1], '$', "%s", t->name);
    }
}
