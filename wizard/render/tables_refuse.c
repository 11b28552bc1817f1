/* Access entries of what is refused, or accepted, at the door; see tables_parts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/refuse.h"
#include "model/value.h"

#include "render/tables_parts.h"
#include "render/values.h"

static void add_numbers(const struct profile *p, const char *path, const char *of, const char *tag,
                        bool bare, struct entries *entries);
static void add_features(const struct profile *p, struct entries *entries);

/*
 * What a client may do that breaks the rules, as srv_features takes it (RELEASE_NOTES 8.18.1).
 * A bare LF that becomes a blank cannot end a message; one that ends a line (O and G) can.
 */
static const struct {
    const char *name, *letters;
} laxities[] = {
    {"bare-lf", "g2"},   {"bare-cr", "u2"},   {"bare-lf-cr", "g2 u2"},
    {"lf-lines", "O G"}, {"early-data", "F"}, {"all", "F G O U"},
};

void tables_refuse_access(const struct profile *p, struct entries *entries)
{
    if (!values_listens(p))
        return;
    tables_add_list(p, "access.accept_clients", "Connect:", "OK", entries);
    /* OK would end all checks when they are delayed: a denied client need only write the sender. */
    tables_add_list(p, "access.accept_senders", "From:", "OKR", entries);
    tables_add_denials(p, "access.deny_helo", "Helo:", "%%", entries);
    add_numbers(p, "refuse.connections", "refuse.connections_of", "ClientConn:", true, entries);
    add_numbers(p, "refuse.rate", "refuse.rate_of", "ClientRate:", true, entries);
    add_numbers(p, "refuse.greet_pause", "refuse.greet_pause_of", "GreetPause:", false, entries);
    if (refuse_delays(p)) {
        tables_add_list(p, "refuse.spam_friends", "Spam:", "FRIEND", entries);
        tables_add_list(p, "refuse.spam_haters", "Spam:", "HATER", entries);
    }
    add_features(p, entries);
}

/* A number for everybody, where bare also in the table, and those for some. */
static void add_numbers(const struct profile *p, const char *path, const char *of, const char *tag,
                        bool bare, struct entries *entries)
{
    struct str number = STR_INIT;
    const char *name;
    json_t *value;
    if (!profile_on(p, path))
        return;
    str_addf(&number, "%ld", profile_int(p, path));
    if (bare)
        entries_add(entries, tag, str_text(&number));
    json_object_foreach((json_t *)(size_t)profile_value(p, of), name, value)
    {
        if (value_is_comment(name))
            continue;
        str_clear(&number);
        str_addf(&number, "%ld", (long)json_number_value(value));
        tables_add_clients(name, tag, str_text(&number), entries);
    }
    str_free(&number);
}

/* The first entry found counts alone, so those of a client hold what is for all as well. */
static void add_features(const struct profile *p, struct entries *entries)
{
    bool http = profile_bool(p, "refuse.http");
    const char *name;
    json_t *value;
    if (http)
        entries_add(entries, "Srv_Features:", "h");
    json_object_foreach((json_t *)(size_t)profile_value(p, "refuse.lax_clients"), name, value)
    {
        struct str letters = STR_INIT;
        if (value_is_comment(name))
            continue;
        for (size_t i = 0; i < ARRAY_LEN(laxities); i++)
            if (strcmp(laxities[i].name, json_string_value(value)) == 0)
                str_addf(&letters, "%s%s", laxities[i].letters, http ? " h" : "");
        tables_add_clients(name, "Srv_Features:", str_text(&letters), entries);
        str_free(&letters);
    }
}
