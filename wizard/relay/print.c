/* A proof for people and for programs; see proof.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "relay/proof.h"

/* One line of the summary: a client meeting a destination. */
struct flow {
    size_t tried, violations;
    size_t fates[FATE_UNDECIDED + 1];
};

static void count_flow(const struct proof *p, size_t client, enum policy_destination dest,
                       struct flow *flow);
static void print_flow(const struct proof *p, size_t client, enum policy_destination dest,
                       const struct flow *flow, FILE *to);
static void print_held(const struct proof *p, const struct probe *probe, FILE *to);
static void print_violation(const struct proof *p, const struct probe *probe, bool verbose,
                            FILE *to);
static long deciding(const struct probe *probe);
static void print_transcript(const struct proof *p, const struct probe *probe, bool verbose,
                             FILE *to);
static void add_transcript(const struct proof *p, const struct probe *probe, bool verbose,
                           struct str *out);
static void add_returns(const struct bt_answer *answer, struct str *out);
static void print_edits(const struct proof *p, FILE *to);
static const struct probe *same_before(const struct proof *p, size_t upto);
static void print_bytes(const char *text, FILE *to);
static json_t *json_notes(const struct proof *p);
static json_t *json_probe(const struct proof *p, const struct probe *probe);
static json_t *json_text(const char *text);
static void put_json(json_t *object, FILE *to);

void proof_print(const struct proof *p, bool verbose, FILE *to)
{
    size_t hidden = 0;
    for (size_t i = 0; i < p->site.notes.n; i++)
        fprintf(to, "%s\n", p->site.notes.v[i]);
    for (size_t i = 0; i < p->session.notes.n; i++)
        fprintf(to, "%s\n", p->session.notes.v[i]);
    if (verbose)
        print_edits(p, to);
    for (size_t c = 0; c < p->site.n; c++) {
        for (enum policy_destination d = 0; d < DEST_COUNT; d++) {
            struct flow flow = {0};
            count_flow(p, c, d, &flow);
            if (flow.tried > 0)
                print_flow(p, c, d, &flow, to);
        }
    }
    for (size_t i = 0; i < p->n && verbose; i++)
        if (p->v[i].violation == NULL)
            print_held(p, &p->v[i], to);
    /* What leaves comes first; a route that a next hop would have to follow, last. */
    for (int routes = 0; routes < 2; routes++) {
        for (size_t i = 0; i < p->n; i++) {
            const struct probe *probe = &p->v[i];
            if (probe->violation == NULL || probe->hands_route != (routes == 1))
                continue;
            if (verbose || same_before(p, i) == NULL)
                print_violation(p, probe, verbose, to);
            else
                hidden++;
        }
    }
    fprintf(to, "\n%zu messages tried%s, %zu questions to sendmail: %s%zu violations%s", p->n,
            p->quick ? " (quick: one form of each weakness, no whole proof)" : "", p->asks.n,
            colour(p->violations > 0 ? COLOUR_BAD : COLOUR_GOOD), p->violations,
            colour(COLOUR_RESET));
    if (p->routes > 0)
        fprintf(to, ", of which %zu only hand a route to the next hop", p->routes);
    if (hidden > 0)
        fprintf(to, " (%zu like those above; -v shows all)", hidden);
    fprintf(to, "\n");
}

static void print_held(const struct proof *p, const struct probe *probe, FILE *to)
{
    char *fate = fate_show(&probe->fate);
    fprintf(to, "\n%s -> %s: ", p->site.clients[probe->client].label,
            policy_destination_name(probe->dest));
    print_bytes(fate, to);
    fputc('\n', to);
    print_transcript(p, probe, true, to);
    free(fate);
}

static void count_flow(const struct proof *p, size_t client, enum policy_destination dest,
                       struct flow *flow)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct probe *probe = &p->v[i];
        if (probe->client != client || probe->dest != dest)
            continue;
        flow->tried++;
        flow->fates[probe->fate.kind]++;
        flow->violations += probe->violation != NULL;
    }
}

static void print_flow(const struct proof *p, size_t client, enum policy_destination dest,
                       const struct flow *flow, FILE *to)
{
    const struct relay_client *c = &p->site.clients[client];
    const char *slot = colour(flow->violations > 0 ? COLOUR_BAD : COLOUR_GOOD);
    fprintf(to, "%s%-8s%s %s -> %s: %zu tried", slot, flow->violations > 0 ? "VIOLATED" : "holds",
            colour(COLOUR_RESET), c->label, policy_destination_name(dest), flow->tried);
    for (size_t k = 0; k < ARRAY_LEN(flow->fates); k++)
        if (flow->fates[k] > 0)
            fprintf(to, ", %zu %s", flow->fates[k], fate_name((enum fate_kind)k));
    if (flow->violations > 0)
        fprintf(to, "; %zu violations", flow->violations);
    fprintf(to, "\n");
}

bool probe_is_like(const struct probe *a, const struct probe *b)
{
    const struct vector *x = a->vector, *y = b->vector;
    return a->client == b->client && a->dest == b->dest && (x == NULL) == (y == NULL) &&
           (x == NULL || strcmp(x->weakness, y->weakness) == 0);
}

/* An earlier violation that is like it. */
static const struct probe *same_before(const struct proof *p, size_t upto)
{
    const struct probe *probe = &p->v[upto];
    for (size_t i = 0; i < upto; i++) {
        const struct probe *o = &p->v[i];
        if (o->violation != NULL && probe_is_like(o, probe))
            return o;
    }
    return NULL;
}

static void print_violation(const struct proof *p, const struct probe *probe, bool verbose,
                            FILE *to)
{
    char *fate = fate_show(&probe->fate);
    fprintf(to, "\n%sVIOLATION%s %s -> %s: %s; ", colour(COLOUR_BAD), colour(COLOUR_RESET),
            p->site.clients[probe->client].label, policy_destination_name(probe->dest),
            probe->violation);
    print_bytes(fate, to);
    fprintf(to, "\n");
    if (probe->vector != NULL)
        fprintf(to, "  %s (%s)\n", weakness_find(probe->vector->weakness)->text,
                probe->vector->source);
    if (probe->target != NULL)
        fprintf(to, "  %s %s\n",
                probe->dest == DEST_NOTICE ? "a notice about it, to" : "an alias leads to",
                probe->target);
    print_transcript(p, probe, verbose, to);
    free(fate);
}

/* The question whose answer made the fate. */
static long deciding(const struct probe *probe)
{
    const long stages[] = {probe->relay, probe->mail, probe->rcpt_ask, probe->route, probe->local};
    static const char *const names[] = {"check_relay", "check_mail", "check_rcpt", "3,0", "5"};
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        if (probe->stage != NULL && strcmp(names[i], probe->stage) == 0)
            return stages[i];
    return ASK_NONE;
}

static void print_transcript(const struct proof *p, const struct probe *probe, bool verbose,
                             FILE *to)
{
    struct str text = STR_INIT;
    add_transcript(p, probe, verbose, &text);
    print_bytes(str_text(&text), to);
    str_free(&text);
}

/*
 * What the client says, and what sendmail -bt was told and answered; of its trace without
 * verbose only what the ruleset that was asked got and returned.
 */
static void add_transcript(const struct proof *p, const struct probe *probe, bool verbose,
                           struct str *out)
{
    long last = deciding(probe);
    proof_smtp(p, probe, out);
    if (last == ASK_NONE)
        return;
    str_add(out, "sendmail -bt:\n");
    /* That it was accepted, and where it would go. */
    bool routed = last == probe->route || last == probe->local;
    const long shown[] = {routed ? probe->rcpt_ask : ASK_NONE, last};
    bool begun = false;
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        if (shown[i] == ASK_NONE)
            continue;
        const struct ask *a = &p->asks.v[shown[i]];
        ask_lines(a, &p->site, begun, out);
        if (verbose)
            str_addn(out, a->answer.text, a->answer.len);
        else
            add_returns(&a->answer, out);
        begun = true;
    }
}

/* The last line of a trace is what came of it. */
static void add_returns(const struct bt_answer *answer, struct str *out)
{
    const char *end = answer->text + answer->len, *line = end;
    while (line > answer->text && (line == end || line[-1] != '\n'))
        line--;
    str_addn(out, line, (size_t)(end - line));
}

void proof_smtp(const struct proof *p, const struct probe *probe, struct str *out)
{
    const struct relay_client *c = &p->site.clients[probe->client];
    bool rcpt = probe->params[0] == '|';
    if (c->addr == NULL) {
        str_addf(out, "sendmail -f %s %s\n", probe->from, probe->rcpt);
        return;
    }
    str_addf(out, "connection from %s [%s] (%s)\n", c->name, c->addr, c->resolve);
    if (probe->helo[0] != '\0')
        str_addf(out, "%s\n", probe->helo);
    str_addf(out, "MAIL FROM:%s%s%s\n", probe->from, rcpt || !probe->params[0] ? "" : " ",
             rcpt ? "" : probe->params);
    str_addf(out, "RCPT TO:%s%s%s\n", probe->rcpt, rcpt ? " " : "", rcpt ? probe->params + 1 : "");
}

/* Indented; control bytes of vectors do not reach the terminal. */
static void print_bytes(const char *text, FILE *to)
{
    bool begin = strchr(text, '\n') != NULL;
    bool indent = begin;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (begin && indent)
            fputs("    ", to);
        begin = c == '\n';
        if (c == '\n' || (c >= ' ' && c < 127))
            fputc(c, to);
        else
            fprintf(to, "\\x%02x", c);
    }
}

static void print_edits(const struct proof *p, FILE *to)
{
    for (size_t i = 0; i < p->session.copy.n; i++) {
        const struct copy_edit *e = &p->session.copy.v[i];
        fprintf(to, "%s:%ld: in the copy that is tried: %s (%s)\n", p->session.cf_path, e->line,
                e->text != NULL ? e->text : "left out", e->why);
    }
}

void proof_print_json(const struct proof *p, FILE *to)
{
    for (size_t i = 0; i < p->n; i++)
        put_json(json_probe(p, &p->v[i]), to);
    json_t *end = json_object();
    json_object_set_new(end, "v", json_integer(1));
    json_object_set_new(end, "kind", json_string("summary"));
    json_object_set_new(end, "messages", json_integer((json_int_t)p->n));
    json_object_set_new(end, "questions", json_integer((json_int_t)p->asks.n));
    json_object_set_new(end, "violations", json_integer((json_int_t)p->violations));
    json_object_set_new(end, "routes", json_integer((json_int_t)p->routes));
    json_object_set_new(end, "quick", json_boolean(p->quick));
    json_object_set_new(end, "isolated", json_boolean(p->session.isolated));
    json_object_set_new(end, "host", json_text(p->site.host));
    json_object_set_new(end, "address", json_text(p->site.ip));
    json_object_set_new(end, "notes", json_notes(p));
    put_json(end, to);
}

static json_t *json_notes(const struct proof *p)
{
    const struct strs *const lists[] = {&p->site.notes, &p->session.notes};
    json_t *notes = json_array();
    for (size_t k = 0; k < ARRAY_LEN(lists); k++)
        for (size_t i = 0; i < lists[k]->n; i++)
            json_array_append_new(notes, json_text(lists[k]->v[i]));
    return notes;
}

static json_t *json_probe(const struct proof *p, const struct probe *probe)
{
    const struct relay_client *c = &p->site.clients[probe->client];
    char *shown = fate_show(&probe->fate);
    struct str transcript = STR_INIT;
    if (probe->violation != NULL)
        add_transcript(p, probe, true, &transcript);
    const struct {
        const char *name, *value;
    } texts[] = {
        {"client", policy_client_name(c->class)},
        {"who", c->label},
        {"address", c->addr},
        {"name", c->name},
        {"ptr", c->ptr},
        {"resolve", c->resolve},
        {"auth", c->auth},
        {"issuer", c->issuer},
        {"daemon", c->daemon->name},
        {"destination", policy_destination_name(probe->dest)},
        {"weakness", probe->vector != NULL ? probe->vector->weakness : NULL},
        {"helo", probe->helo},
        {"from", probe->from},
        {"rcpt", probe->rcpt},
        {"params", probe->params},
        {"target", probe->target},
        {"stage", probe->stage},
        {"fate", fate_name(probe->fate.kind)},
        {"mailer", probe->fate.mailer},
        {"host", probe->fate.host},
        {"user", probe->fate.user},
        {"text", shown},
        {"violation", probe->violation},
        {"transcript", transcript.len > 0 ? str_text(&transcript) : NULL},
    };
    json_t *row = json_object();
    json_object_set_new(row, "v", json_integer(1));
    json_object_set_new(row, "kind", json_string("probe"));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        json_object_set_new(row, texts[i].name, json_text(texts[i].value));
    str_free(&transcript);
    free(shown);
    return row;
}

/* NULL is null. A vector may hold bytes that are no UTF-8: those stand as U+FFFD. */
static json_t *json_text(const char *text)
{
    struct str clean = STR_INIT;
    if (text == NULL)
        return json_null();
    str_add_utf8(&clean, text);
    json_t *value = json_string(str_text(&clean));
    MUST(value != NULL);
    str_free(&clean);
    return value;
}

static void put_json(json_t *object, FILE *to)
{
    char *line = json_dumps(object, JSON_COMPACT);
    MUST(line != NULL);
    fprintf(to, "%s\n", line);
    free(line);
    json_decref(object);
}
