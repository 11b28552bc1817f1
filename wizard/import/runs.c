/* Keys of networks joined again; see runs.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/runs.h"

enum { V4_BITS = 32, V6_BITS = 128, V4_WIDEST = 8, V6_WIDEST = 16, V6_GROUPS = 8 };

static bool read_v4(const char *key, struct network *net);
static bool read_v6(const char *key, struct network *net);
static struct run *run_of(struct runs *runs, const char *path);
static void flush(struct run *run, struct import *imp);
static bool join(struct network *low, const struct network *high);

bool runs_network(const char *key, struct network *net)
{
    static const char v6[] = "IPv6:";
    bool is_v6 = strncasecmp(key, v6, strlen(v6)) == 0;
    return is_v6 ? read_v6(key + strlen(v6), net) : read_v4(key, net);
}

/* One to four numbers. */
static bool read_v4(const char *key, struct network *net)
{
    unsigned parts = 0;
    *net = (struct network){.v6 = false};
    for (const char *at = key;; at++) {
        size_t digits = strspn(at, "0123456789");
        unsigned long value = strtoul(at, NULL, 10);
        if (digits == 0 || digits > 3 || (digits > 1 && at[0] == '0') || value > 255 || parts == 4)
            return false;
        net->bytes[parts++] = (unsigned char)value;
        at += digits;
        if (*at == '\0')
            break;
        if (*at != '.')
            return false;
    }
    net->prefix = parts * 8;
    return true;
}

/*
 * One to eight groups.  A whole address may have its zeros left out (::), as sendmails
 * that were built without IPV6_FULL look it up.
 */
static bool read_v6(const char *key, struct network *net)
{
    unsigned groups = 0;
    size_t len = strlen(key);
    if (strstr(key, "::") != NULL && strcspn(key, "/") == len &&
        (len < 3 || strcmp(key + len - 2, "::") != 0))
        return network_parse(key, net) && net->v6;
    *net = (struct network){.v6 = true};
    for (const char *at = key;; at++) {
        size_t digits = strspn(at, "0123456789abcdefABCDEF");
        unsigned long value = strtoul(at, NULL, 16);
        if (digits == 0 || digits > 4 || groups == V6_GROUPS)
            return false;
        net->bytes[2 * groups] = (unsigned char)(value >> 8);
        net->bytes[2 * groups + 1] = (unsigned char)(value & 0xff);
        groups++;
        at += digits;
        if (*at == '\0' || strcmp(at, "::") == 0)
            break;
        if (*at != ':')
            return false;
    }
    net->prefix = groups * 16;
    return true;
}

bool runs_add(struct runs *runs, struct import *imp, const char *path, const char *name,
              const struct network *net, const char *value)
{
    struct run *run = run_of(runs, path);
    char *text = net != NULL ? runs_text(net) : mem_dup(name);
    bool taken = import_fits(path, value != NULL ? text : NULL, value != NULL ? value : text, NULL);
    bool same = value == NULL || (run->value != NULL && strcmp(run->value, value) == 0);
    if (taken && (net == NULL || !same))
        flush(run, imp);
    if (taken && net == NULL) {
        taken = value == NULL ? import_add(imp, path, name, NULL)
                              : import_put(imp, path, name, value, NULL);
    } else if (taken) {
        if (!same) {
            free(run->value);
            run->value = mem_dup(value);
        }
        if (run->n == run->cap) {
            run->cap = run->cap > 0 ? 2 * run->cap : 16;
            run->v = mem_realloc(run->v, run->cap, sizeof(*run->v));
        }
        run->v[run->n++] = *net;
        while (run->n > 1 && join(&run->v[run->n - 2], &run->v[run->n - 1]))
            run->n--;
    }
    free(text);
    return taken;
}

void runs_end(struct runs *runs, struct import *imp)
{
    for (size_t i = 0; i < runs->n; i++) {
        flush(&runs->v[i], imp);
        free(runs->v[i].value);
        free(runs->v[i].v);
    }
    *runs = (struct runs){.n = 0};
}

static struct run *run_of(struct runs *runs, const char *path)
{
    for (size_t i = 0; i < runs->n; i++)
        if (strcmp(runs->v[i].path, path) == 0)
            return &runs->v[i];
    MUST(runs->n < RUNS_MAX);
    runs->v[runs->n] = (struct run){.path = path};
    return &runs->v[runs->n++];
}

/* Each was asked for when it came, and joining makes none wider than a setting takes. */
static void flush(struct run *run, struct import *imp)
{
    for (size_t i = 0; i < run->n; i++) {
        char *text = runs_text(&run->v[i]);
        MUST(run->value == NULL ? import_add(imp, run->path, text, NULL)
                                : import_put(imp, run->path, text, run->value, NULL));
        free(text);
    }
    run->n = 0;
}

/* An address goes without its length. */
char *runs_text(const struct network *net)
{
    struct str text = STR_INIT;
    network_format(net, &text);
    char *got = str_take(&text);
    if (net->prefix == (net->v6 ? V6_BITS : V4_BITS))
        *strchr(got, '/') = '\0';
    return got;
}

/* Two halves become the whole, which takes the place of the lower. */
static bool join(struct network *low, const struct network *high)
{
    struct network half = *high;
    unsigned bit = high->prefix - 1;
    if (low->v6 != high->v6 || low->prefix != high->prefix ||
        high->prefix <= (unsigned)(high->v6 ? V6_WIDEST : V4_WIDEST))
        return false;
    unsigned char mask = (unsigned char)(0x80U >> (bit % 8));
    if ((half.bytes[bit / 8] & mask) == 0)
        return false;
    half.bytes[bit / 8] = (unsigned char)(half.bytes[bit / 8] & ~mask);
    if (memcmp(half.bytes, low->bytes, sizeof(half.bytes)) != 0)
        return false;
    low->prefix--;
    return true;
}
