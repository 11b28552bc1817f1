/* Questions to sendmail; see ask.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/scan.h"

#include "relay/ask.h"

enum { SLOTS_FIRST = 1024 };

static size_t hash(const struct ask_key *key);
static bool same(const struct ask *a, const struct ask_key *key);
static void grow(struct asks *asks);
static struct ask_key key_of(const struct ask *a);
static int in_order(const void *a, const void *b);
static void add_client(const struct relay_client *c, const struct relay_site *site,
                       struct batch *batch);
static void add_sender(const struct ask *a, struct batch *batch);
static void add_own(const struct session *s, const struct relay_site *site, struct batch *batch);
static void add_before(const struct ask *a, struct batch *batch);
static void add_question(const struct ask *a, const struct relay_client *c, struct batch *batch);
static bool is_given(const struct ask *a);
static size_t calls(const struct ask *a);

size_t asks_add(struct asks *asks, const struct ask_key *key)
{
    if (2 * (asks->n + 1) > asks->slots_n)
        grow(asks);
    size_t at = hash(key) % asks->slots_n;
    for (; asks->slots[at] != 0; at = (at + 1) % asks->slots_n)
        if (same(&asks->v[asks->slots[at] - 1], key))
            return asks->slots[at] - 1;
    if (asks->n == asks->cap) {
        asks->cap = asks->cap > 0 ? 2 * asks->cap : 256;
        asks->v = mem_realloc(asks->v, asks->cap, sizeof(*asks->v));
    }
    asks->slots[at] = asks->n + 1;
    asks->v[asks->n] = (struct ask){.client = key->client,
                                    .kind = key->kind,
                                    .helo = mem_dup(key->helo),
                                    .from = mem_dup(key->from),
                                    .params = mem_dup(key->params),
                                    .address = mem_dup(key->address),
                                    .route = mem_dup(key->route)};
    return asks->n++;
}

static void grow(struct asks *asks)
{
    free(asks->slots);
    asks->slots_n = asks->slots_n > 0 ? 4 * asks->slots_n : SLOTS_FIRST;
    asks->slots = mem_alloc(asks->slots_n * sizeof(*asks->slots));
    for (size_t i = 0; i < asks->n; i++) {
        struct ask_key key = key_of(&asks->v[i]);
        size_t at = hash(&key) % asks->slots_n;
        while (asks->slots[at] != 0)
            at = (at + 1) % asks->slots_n;
        asks->slots[at] = i + 1;
    }
}

static struct ask_key key_of(const struct ask *a)
{
    return (struct ask_key){.client = a->client,
                            .kind = a->kind,
                            .helo = a->helo,
                            .from = a->from,
                            .params = a->params,
                            .address = a->address,
                            .route = a->route};
}

/* FNV-1a */
static size_t hash(const struct ask_key *key)
{
    const char *const parts[] = {key->helo, key->from, key->params, key->address, key->route};
    unsigned long h = 14695981039346656037UL ^ (key->client * 31 + (size_t)key->kind);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        for (const char *c = parts[i];; c++) {
            h = (h ^ (unsigned char)*c) * 1099511628211UL;
            if (*c == '\0')
                break;
        }
    return h;
}

static bool same(const struct ask *a, const struct ask_key *key)
{
    return a->client == key->client && a->kind == key->kind && strcmp(a->helo, key->helo) == 0 &&
           strcmp(a->from, key->from) == 0 && strcmp(a->params, key->params) == 0 &&
           strcmp(a->address, key->address) == 0 && strcmp(a->route, key->route) == 0;
}

/* Those with the same macros stand together, so that the macros are set once. */
static int in_order(const void *a, const void *b)
{
    const struct ask *x = *(const struct ask *const *)a, *y = *(const struct ask *const *)b;
    int c = (x->client > y->client) - (x->client < y->client);
    c = c != 0 ? c : strcmp(x->helo, y->helo);
    c = c != 0 ? c : strcmp(x->from, y->from);
    c = c != 0 ? c : strcmp(x->params, y->params);
    c = c != 0 ? c : (x->kind > y->kind) - (x->kind < y->kind);
    return c != 0 ? c : (x > y) - (x < y);
}

int asks_run(struct asks *asks, struct session *s, const struct relay_site *site, struct err *err)
{
    struct ask **todo = mem_alloc((asks->n + 1) * sizeof(struct ask *));
    size_t *lines = mem_alloc((asks->n + 1) * sizeof(*lines));
    size_t n = 0, jobs = s->jobs > 0 ? s->jobs : 1;
    int rc = 0;
    for (size_t i = 0; i < asks->n; i++)
        if (!asks->v[i].asked)
            todo[n++] = &asks->v[i];
    if (n == 0)
        goto out;
    qsort(todo, n, sizeof(*todo), in_order);
    jobs = n < 64 * jobs ? 1 : jobs; /* a start costs as much as 25 answers */
    asks->batches = mem_realloc(asks->batches, asks->batches_n + jobs, sizeof(*asks->batches));
    struct batch *b = &asks->batches[asks->batches_n];
    memset(b, 0, jobs * sizeof(*b));
    asks->batches_n += jobs;
    for (size_t i = 0; i < n; i++) {
        struct batch *to = &b[i * jobs / n];
        const struct ask *a = todo[i], *last = to->n > 0 ? todo[i - 1] : NULL;
        if (last == NULL || last->client != a->client)
            add_client(&site->clients[a->client], site, to), last = NULL;
        if (last == NULL)
            add_own(s, site, to);
        if (last == NULL || strcmp(last->helo, a->helo) != 0 || strcmp(last->from, a->from) != 0 ||
            strcmp(last->params, a->params) != 0 || last->kind != a->kind)
            add_sender(a, to);
        add_before(a, to);
        lines[i] = to->n;
        add_question(a, &site->clients[a->client], to);
    }
    rc = session_run(s, b, jobs, NULL, err);
    for (size_t i = 0; i < n && rc == 0; i++) {
        todo[i]->asked = true;
        todo[i]->answer = b[i * jobs / n].answers[lines[i]];
        bt_read(&todo[i]->answer, calls(todo[i]), &todo[i]->reply);
    }
out:
    free(lines);
    free(todo);
    return rc;
}

/* How many rulesets its line calls, one after the other. */
static size_t calls(const struct ask *a)
{
    bool two = a->kind == ASK_ROUTE || a->kind == ASK_NOTICE || a->kind == ASK_RELAY;
    return 1u + (two ? 1u : 0u) + (is_given(a) ? 1u : 0u);
}

/* Whether -bt would not read the address whole from a line; see COPY_TAIL. */
static bool is_given(const struct ask *a)
{
    return strchr(a->address, ',') != NULL;
}

/*
 * Where sendmail does not find the address of this host among its interfaces, although it
 * would on the real one, it is told.
 */
static void add_own(const struct session *s, const struct relay_site *site, struct batch *batch)
{
    if (!s->isolated && !site->probes_nothing)
        batch_add(batch, ".Cw[127.0.0.1]");
    if (s->isolated ? site->probes_no_loopback : !site->probes_nothing)
        batch_add(batch, ".Cw[%s]", site->ip);
}

/* What srvrsmtp.c and daemon.c define before a command of the client is judged. */
static void add_client(const struct relay_client *c, const struct relay_site *site,
                       struct batch *batch)
{
    bool smtp = c->addr != NULL; /* a program on this host has nothing of all this */
    bool v6 = smtp && strncmp(c->addr, "IPv6:", 5) == 0;
    bool certified = c->issuer != NULL || c->meets_tls;
    /* Who sends a password does it under TLS; else a careful configuration refuses him. */
    bool tls = certified || c->auth != NULL;
    const char *issuer = c->issuer != NULL ? c->issuer : "", *cn = strstr(issuer, "CN=");
    const char *subject = c->meets_tls ? c->name : "client." SITE_FOREIGN;
    struct str literal = STR_INIT;
    if (smtp)
        str_addf(&literal, "%s [%s]%s", c->ptr, c->addr,
                 strcmp(c->resolve, "FORGED") == 0 ? " (may be forged)" : "");
    const struct {
        const char *macro, *value;
    } rows[] = {
        {"{client_addr}", smtp ? c->addr : ""},
        {"{client_name}", smtp ? c->name : ""},
        {"{client_ptr}", smtp ? c->ptr : ""},
        {"{client_resolve}", smtp ? c->resolve : ""},
        {"{client_port}", smtp ? "50000" : ""},
        {"{client_connections}", smtp ? "1" : ""},
        {"{client_rate}", smtp ? "1" : ""},
        {"{daemon_flags}", smtp ? c->daemon->flags : ""},
        {"{daemon_name}", smtp ? c->daemon->name : ""},
        {"{daemon_port}", smtp ? c->daemon->port : ""},
        {"{daemon_family}", v6 ? "inet6" : "inet"},
        {"{if_addr}", smtp && !v6 && c->class != CLIENT_LOOPBACK ? site->ip : ""},
        {"{if_name}", smtp ? site->host : ""},
        {"{verify}", certified ? "OK"
                     : tls     ? "NO"
                     : smtp    ? "NONE"
                               : ""},
        {"{tls_version}", tls ? "TLSv1.3" : ""},
        {"{cipher}", tls ? "TLS_AES_256_GCM_SHA384" : ""},
        {"{cipher_bits}", tls ? "256" : ""},
        {"{cert_issuer}", issuer},
        {"{cert_subject}", c->issuer != NULL ? "/CN=client." SITE_FOREIGN : ""},
        {"{cn_issuer}", cn != NULL ? cn + strlen("CN=") : ""},
        {"{cn_subject}", certified ? subject : ""},
        {"{auth_type}", c->auth != NULL ? c->auth : ""},
        {"{auth_authen}", c->auth != NULL ? "someone" : ""},
        {"{auth_ssf}", ""},
        {"_", smtp ? str_text(&literal) : "root@localhost"},
        {"r", !smtp             ? ""
              : tls             ? c->auth != NULL ? "ESMTPSA" : "ESMTPS"
              : c->auth != NULL ? "ESMTPA"
                                : "ESMTP"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        batch_add(batch, ".D%s%s", rows[i].macro, rows[i].value);
    str_free(&literal);
}

static void add_sender(const struct ask *a, struct batch *batch)
{
    size_t len = strlen(a->from);
    bool angled = len > 2 && a->from[0] == '<' && a->from[len - 1] == '>';
    bool null = strcmp(a->from, "<>") == 0;
    /* $f has no brackets, and is empty for the null sender: setsender rewrites it (envelope.c). */
    batch_add(batch, ".Df%.*s",
              (int)(null     ? 0
                    : angled ? len - 2
                             : len),
              angled ? a->from + 1 : a->from);
    batch_add(batch, ".D{mail_from}%s", a->from);
    batch_add(batch, ".Ds%s", strchr(a->helo, ' ') != NULL ? strchr(a->helo, ' ') + 1 : "");
    batch_add(batch, ".D{auth_author}%s", strncmp(a->params, "AUTH=", 5) == 0 ? a->params + 5 : "");
    batch_add(batch, ".D{msg_size}%s",
              a->kind == ASK_NOTICE                 ? "1000"
              : strncmp(a->params, "SIZE=", 5) == 0 ? a->params + 5
                                                    : "");
    batch_add(batch, ".D{addr_type}%s", a->kind == ASK_MAIL ? "e s" : "e r");
    batch_add(batch, ".D{nrcpts}0");
    batch_add(batch, ".D{nbadrcpts}0");
}

/* What belongs to this one question. */
static void add_before(const struct ask *a, struct batch *batch)
{
    static const char *const macros[] = {"rcpt_mailer", "rcpt_host", "rcpt_addr"};
    const char *part = a->route;
    for (size_t i = 0; i < ARRAY_LEN(macros) && a->route[0] != '\0'; i++) {
        size_t len = strcspn(part, "\t");
        batch_add(batch, ".D{%s}%.*s", macros[i], (int)len, part);
        part += len + (part[len] == '\t');
    }
    if (is_given(a))
        batch_add(batch, ".D{mcwizard_given}%s", a->address);
}

static void add_question(const struct ask *a, const struct relay_client *c, struct batch *batch)
{
    static const char *const rulesets[] = {
        [ASK_MAIL] = "check_mail", [ASK_RCPT] = "check_rcpt", [ASK_ROUTE] = "3,0",
        [ASK_NOTICE] = "3,0",      [ASK_LOCAL] = "5",
    };
    if (a->kind == ASK_RELAY)
        batch_add(batch, "mcwizard_join,check_relay %s $| %s", c->name, c->addr);
    else if (is_given(a))
        batch_add(batch, "mcwizard_given,%s x", rulesets[a->kind]);
    else
        batch_add(batch, "%s %s", rulesets[a->kind], a->address);
}

void ask_lines(const struct ask *a, const struct relay_site *site, bool begun, struct str *out)
{
    struct batch batch = {.n = 0};
    struct strs lines = {0};
    if (!begun) {
        add_client(&site->clients[a->client], site, &batch);
        batch_add(&batch, ".Cw[%s]", site->ip);
        add_sender(a, &batch);
    }
    add_before(a, &batch);
    add_question(a, &site->clients[a->client], &batch);
    strs_split(&lines, str_text(&batch.in), "\n");
    for (size_t i = 0; i < lines.n; i++) {
        const char *line = lines.v[i];
        bool empty = strncmp(line, ".D{", 3) == 0 && line[strlen(line) - 1] == '}';
        if (!empty)
            str_addf(out, "%s\n", line);
    }
    strs_free(&lines);
    batch_free(&batch);
}

void asks_free(struct asks *asks)
{
    for (size_t i = 0; i < asks->n; i++) {
        free(asks->v[i].helo);
        free(asks->v[i].from);
        free(asks->v[i].params);
        free(asks->v[i].address);
        free(asks->v[i].route);
    }
    for (size_t i = 0; i < asks->batches_n; i++)
        batch_free(&asks->batches[i]);
    free(asks->batches);
    free(asks->slots);
    free(asks->v);
    *asks = (struct asks){0};
}
