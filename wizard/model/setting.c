/* The table of settings as a whole; its rows stand in setting_*.c, a file per theme. */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/setting.h"
#include "model/setting_rows.h"

enum { MAX_SETTINGS = 512 };

static void load(void);

const struct section setting_sections[] = {
    {"host", "This host", setting_rows_host},
    {"roles", "What this host is for", setting_rows_roles},
    {"local", "Delivery into mailboxes here", setting_rows_local},
    {"outbound", "Mail from this site to the world", setting_rows_outbound},
    {"inbound", "Mail from the world for this site", setting_rows_inbound},
    {"relay", "Mail passed on for others", setting_rows_relay},
    {"tls", "Encryption (TLS)", setting_rows_tls},
    {"submission", "Users who hand their mail in (submission, AUTH)", setting_rows_submission},
    {"addresses", "Virtual users, routes and rewriting", setting_rows_addresses},
    {"masquerade", "How this site's addresses look outside", setting_rows_masquerade},
    {"refuse", "What is refused at the door", setting_rows_refuse},
    {"filters", "Mail filters (milters)", setting_rows_filters},
    {"received", "What the Received: header records", setting_rows_received},
    {"privacy", "What strangers may learn", setting_rows_privacy},
    {"logging", "What is logged", setting_rows_logging},
    {"limits", "How much is accepted", setting_rows_limits},
    {"queue", "The queue", setting_rows_queue},
    {"timeouts", "How long to wait", setting_rows_timeouts},
    {"access", "Who is denied", setting_rows_access},
    {"tables", "Tables kept in files of their own", setting_rows_tables},
    {"more", "Options, features and mailers without a setting of their own", setting_rows_more},
    {"extra", "What has no setting", setting_rows_extra},
    {"audit", "What audit finds and the site lives with", setting_rows_audit},
    {"apply", "How a configuration is put into place", setting_rows_apply},
    {NULL, NULL, NULL},
};

static const struct setting *all[MAX_SETTINGS];
static const char *names[MAX_SETTINGS];
static size_t count;

static void load(void)
{
    if (count > 0)
        return;
    for (const struct section *s = setting_sections; s->name != NULL; s++) {
        for (const struct setting *r = s->rows; r->path != NULL; r++) {
            MUST(count < MAX_SETTINGS);
            names[count] = r->path;
            all[count++] = r;
        }
    }
}

size_t setting_count(void)
{
    load();
    return count;
}

const struct setting *setting_at(size_t i)
{
    load();
    MUST(i < count);
    return all[i];
}

const struct setting *setting_find(const char *path, size_t *index)
{
    load();
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i]->path, path) == 0) {
            if (index != NULL)
                *index = i;
            return all[i];
        }
    }
    return NULL;
}

const char *setting_nearest(const char *path)
{
    load();
    /* A setting put into the wrong section is as likely as a misspelt one. */
    const char *leaf = strrchr(path, '.');
    for (size_t i = 0; leaf != NULL && i < count; i++) {
        const char *own = strrchr(all[i]->path, '.');
        if (strcmp(own, leaf) == 0)
            return all[i]->path;
    }
    return str_nearest(path, names, count);
}
