/* Tests of apply/greeting.c, against servers on loopback. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "apply/greeting.h"

#include "sys/clock.h"

#include "smtp_server.h"

enum { PORTS = 3 };

static int ask(const char *lines, int deadline_ms, struct err *err, int *took);
static int ask_ports(struct smtp_server *servers, const char *const *clauses, int deadline_ms,
                     struct err *err, int *took);
static void nothing(int signal);

TestSuite(apply_greeting, .timeout = 60);

static int ask(const char *lines, int deadline_ms, struct err *err, int *took)
{
    struct cf cf;
    struct str text = STR_INIT;
    str_addf(&text, "%s\nSparse=0\nR$*\t$#local $: $1\nMlocal, P=/bin/x, A=x\n",
             lines); /* what a whole file has */
    cr_assert_eq(cf_parse(text.buf, text.len, "sendmail.cf", &cf, err), 0, "%s", lines);
    long long began = clock_ms();
    int rc = greeting_await(&cf, began + deadline_ms, err);
    if (took != NULL)
        *took = (int)(clock_ms() - began);
    cf_free(&cf);
    str_free(&text);
    return rc;
}

/* In a clause % is the port of its server. */
static int ask_ports(struct smtp_server *servers, const char *const *clauses, int deadline_ms,
                     struct err *err, int *took)
{
    struct str lines = STR_INIT;
    str_add(&lines, "V10/Berkeley\n");
    for (size_t i = 0; i < PORTS && clauses[i] != NULL; i++) {
        const char *at = strchr(clauses[i], '%');
        smtp_serve(&servers[i]);
        str_addf(&lines, "O DaemonPortOptions=%.*s%d%s\n", (int)(at - clauses[i]), clauses[i],
                 servers[i].port, at + 1);
    }
    int rc = ask(str_text(&lines), deadline_ms, err, took);
    str_free(&lines);
    return rc;
}

Test(apply_greeting, one_port)
{
    static const struct {
        const char *clause;
        struct smtp_server server;
        const char *text; /* NULL: it answers; else what err ends with */
        int least, most;  /* milliseconds */
        int quits;
    } rows[] = {
        {"Port=%, Addr=127.0.0.1", {.says = "220 x ESMTP\r\n"}, NULL, 0, 900, 1},
        {"Port=%", {.says = "220 x ESMTP\r\n"}, NULL, 0, 900, 1},
        {"Port=%, Addr=0.0.0.0", {.says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=%, Family=inet", {.says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=%, Family=2", {.says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=%, Addr=localhost", {.says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"name=x, port=%, addr=127.1", {.says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=1, Addr=192.0.2.1, Address=127.0.0.1, Port=%",
         {.says = "220 x\r\n"},
         NULL,
         0,
         900,
         1},
        {"Port=%, Family=inet6", {.ipv6 = true, .says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=%, Family=10", {.ipv6 = true, .says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=%, Family=inet6, Addr=::", {.ipv6 = true, .says = "220 x\r\n"}, NULL, 0, 900, 1},
        {"Port=%, family=INET6, Addr=IPv6:::1",
         {.ipv6 = true, .says = "220 x\r\n"},
         NULL,
         0,
         900,
         1},
        /* Several lines, and a line that comes by pieces. */
        {"Port=%", {.says = "220-one\r\n220 two\r\n"}, NULL, 0, 900, 1},
        {"Port=%", {.says = "22", .later = "0 x\r\n"}, NULL, 40, 900, 1},
        /* It takes its time, or is busy. */
        {"Port=%", {.says = "220 x\r\n", .wait_ms = 1500}, NULL, 1400, 2400, 1},
        {"Port=%", {.says = "220 x\r\n", .late_ms = 700}, NULL, 600, 1600, 1},
        {"Port=%", {.says = "220 x\r\n", .at = {"421 busy\r\n", "421 x\r\n"}}, NULL, 900, 2000, 1},
        {"Port=%", {.says = "220 x\r\n", .at = {"", "421 x"}}, NULL, 900, 2000, 1},
        {"Port=%", {.says = "220 x\r\n", .hangs = true}, NULL, 900, 1900, 1},
        /* No answer. */
        {"Port=%", {.deaf = true}, "Connection refused", 650, 1600, 0},
        {"Port=%", {.says = "421 too\033busy\r\n"}, "it said: 421 too\\x1bbusy", 650, 1600, 0},
        {"Port=%", {.says = "421 busy"}, "it said: 421 busy", 650, 1600, 0},
        {"Port=%", {.says = "SSH-2.0\r\n"}, "it said: SSH-2.0", 650, 1600, 0},
        {"Port=%", {.says = "554 go\r\n"}, "it said: 554 go", 0, 900, 0},
        {"Port=%", {.says = ""}, "it closed the connection without a word", 650, 1600, 0},
        {"Port=%", {.says = NULL}, "it took the connection and did not greet", 650, 1600, 0},
        {"Port=%, Family=inet6", {.says = "220 x\r\n"}, "Connection refused", 650, 1600, 0},
        /* TLS first: it keeps still. */
        {"Port=%, M=as", {.says = NULL}, NULL, 450, 1400, 0},
        {"Port=%, M=s", {.says = NULL, .late_ms = 400}, NULL, 800, 1900, 0},
        {"Port=%, M=s", {.says = ""}, "it closed the connection without a word", 650, 1600, 0},
        {"Port=%, M=s", {.says = "220 x\r\n"}, "it speaks before TLS: 220 x", 650, 1600, 0},
        {"Port=%, M=S", {.says = "220 x\r\n"}, NULL, 0, 900, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *clauses[PORTS] = {rows[i].clause};
        struct smtp_server server = rows[i].server;
        struct err err = {0};
        int took;
        int rc = ask_ports(&server, clauses, rows[i].text == NULL ? 3000 : 700, &err, &took);
        cr_expect_eq(rc, rows[i].text == NULL ? 0 : -1, "row %zu: %d %s", i, rc, err.text);
        cr_expect(took >= rows[i].least && took < rows[i].most, "row %zu: %d ms", i, took);
        if (rows[i].text != NULL) {
            char port[32];
            snprintf(port, sizeof(port), " port %d: ", server.port);
            cr_assert(err_is_set(&err), "row %zu", i);
            cr_expect_eq(err.code, ERR_TOOL);
            cr_expect_str_eq(err.file, "sendmail.cf");
            cr_expect_eq(err.line, 2);
            cr_expect(strncmp(err.text, "no answer on ", 13) == 0 &&
                          strstr(err.text, port) != NULL && str_ends(err.text, rows[i].text),
                      "row %zu: %s", i, err.text);
        }
        err_clear(&err);
        int quits = smtp_end(&server);
        cr_expect_eq(quits, rows[i].quits, "row %zu: %d times QUIT", i, quits);
    }
}

Test(apply_greeting, several_ports)
{
    static const struct {
        const char *clauses[PORTS];
        struct smtp_server servers[PORTS];
        long line; /* that err names; 0: they answer */
        int least, most;
    } rows[] = {
        /* At the same time: three slow ones take no longer than one. */
        {{"Port=%", "Port=%", "Port=%"},
         {{.says = "220 x\r\n", .wait_ms = 600},
          {.says = "220 x\r\n", .wait_ms = 600},
          {.says = "220 x\r\n", .wait_ms = 600}},
         0,
         500,
         1100},
        {{"Port=%", "Port=%, M=s", "Port=%, Family=inet6"},
         {{.says = "220 x\r\n"}, {.says = NULL}, {.ipv6 = true, .says = "220 x\r\n"}},
         0,
         400,
         1100},
        {{"Port=%", "Port=%", "Port=%"},
         {{.says = "220 x\r\n"}, {.says = "220 x\r\n"}, {.deaf = true}},
         4,
         1100,
         2000},
        /* One that refuses us is enough, though another might still come. */
        {{"Port=%", "Port=%", "Port=%"},
         {{.says = "220 x\r\n"}, {.says = "554 no\r\n"}, {.says = "220 x\r\n", .wait_ms = 1800}},
         3,
         0,
         900},
        /* M=O may fail, if another answers. */
        {{"Port=%, M=O", "Port=%"}, {{.deaf = true}, {.says = "220 x\r\n"}}, 0, 0, 900},
        {{"Port=%, M=O", "Port=%"}, {{.says = "554 x\r\n"}, {.says = "220 x\r\n"}}, 0, 0, 900},
        {{"Port=%, M=O", "Port=%"}, {{.says = NULL}, {.says = "220 x\r\n"}}, 0, 1100, 2000},
        {{"Port=%, M=O", "Port=%"}, {{.says = "220 x\r\n"}, {.deaf = true}}, 3, 1100, 2000},
        {{"Port=%, M=O", "Port=%, M=O"}, {{.deaf = true}, {.says = "220 x\r\n"}}, 0, 0, 900},
        {{"Port=%, M=O", "Port=%, M=O"}, {{.deaf = true}, {.deaf = true}}, 2, 1100, 2000},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct smtp_server servers[PORTS];
        struct err err = {0};
        int took;
        memcpy(servers, rows[i].servers, sizeof(servers));
        int rc = ask_ports(servers, rows[i].clauses, 1200, &err, &took);
        cr_expect_eq(rc, rows[i].line == 0 ? 0 : -1, "row %zu: %d %s", i, rc, err.text);
        cr_expect_eq(err.line, rows[i].line, "row %zu: line %ld", i, err.line);
        cr_expect(took >= rows[i].least && took < rows[i].most, "row %zu: %d ms", i, took);
        err_clear(&err);
        for (size_t k = 0; k < PORTS && rows[i].clauses[k] != NULL; k++)
            smtp_end(&servers[k]);
    }
}

Test(apply_greeting, what_needs_no_port)
{
    int took;
    struct err err = {0};
    cr_expect_eq(ask("V10\nO DaemonPortOptions=Family=local, Addr=/x\n"
                     "O DaemonPortOptions=Family=unix, Addr=/y, M=O\n",
                     2000, &err, &took),
                 0);
    cr_expect_lt(took, 900);
}

Test(apply_greeting, what_cannot_be_found)
{
    static const struct {
        const char *line, *text;
    } rows[] = {
        {"O DaemonPortOptions=Port=no-such-service", "no service is called no-such-service"},
        {"O DaemonPortOptions=Port=1, Addr=..", "cannot find the address ..: "},
        {"O DaemonPortOptions=Port=1, Family=inet6, Addr=127.0.0.1.", "cannot find the address "},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(ask(rows[i].line, 1000, &err, NULL), -1, "%s", rows[i].line);
        cr_assert(err_is_set(&err));
        cr_expect_eq(err.line, 1);
        cr_expect_eq(strncmp(err.text, rows[i].text, strlen(rows[i].text)), 0, "%s", err.text);
        err_clear(&err);
    }
}

/* Services by name, and the default, without a server on a port that others may use. */
Test(apply_greeting, names_the_port)
{
    static const struct {
        const char *line, *text;
    } rows[] = {
        {"V10", "no answer on 127.0.0.1 port 25: there was no time to ask"},
        {"O DaemonPortOptions=Addr=192.0.2.7", "no answer on 192.0.2.7 port 25: there was no time"},
        {"O DaemonPortOptions=Port=smtp", "no answer on 127.0.0.1 port 25: there was no time"},
        {"O DaemonPortOptions=Port=submission, Family=inet6", "no answer on ::1 port 587: there"},
        {"O DaemonPortOptions=Port=2525x", "no answer on 127.0.0.1 port 2525: there was no time"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(ask(rows[i].line, 0, &err, NULL), -1, "%s", rows[i].line);
        cr_assert(err_is_set(&err));
        cr_expect_eq(strncmp(err.text, rows[i].text, strlen(rows[i].text)), 0, "%s", err.text);
        err_clear(&err);
    }
}

static void nothing(int signal)
{
    (void)signal;
}

/* A timer interrupts every call; and a peer that is gone before QUIT ends nobody. */
Test(apply_greeting, signals)
{
    const struct itimerval often = {{0, 700}, {0, 700}}, never = {{0, 0}, {0, 0}};
    const struct sigaction action = {.sa_handler = nothing};
    const char *clauses[PORTS] = {"Port=%", "Port=%"};
    struct smtp_server servers[PORTS] = {{.says = "220 x\r\n", .wait_ms = 400},
                                         {.says = "220 x\r\n", .late_ms = 300}};
    struct err err = {0};
    struct sigaction pipe_action;
    sigaction(SIGALRM, &action, NULL);
    cr_assert_eq(sigaction(SIGPIPE, NULL, &pipe_action), 0);
    cr_assert(pipe_action.sa_handler == SIG_DFL);
    setitimer(ITIMER_REAL, &often, NULL);
    int rc = ask_ports(servers, clauses, 5000, &err, NULL);
    setitimer(ITIMER_REAL, &never, NULL);
    cr_expect_eq(rc, 0, "%s", err.text);
    for (size_t i = 0; i < 2; i++)
        smtp_end(&servers[i]);
}
