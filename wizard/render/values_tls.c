/* What the templates are told of tls; see values_parts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/tls_guideline.h"
#include "model/value.h"

#include "render/values_parts.h"

static void define_trust(const struct profile *p, struct str *out);
static bool demands_name(const struct profile *p);

void values_tls(const struct profile *p, struct str *out)
{
    const struct tls_preset *preset = profile_is_left_out(p, "tls.preset")
                                          ? &tls_presets[0]
                                          : tls_preset_find(profile_text(p, "tls.preset"));
    const char *ciphers = profile_text(p, "tls.ciphers");
    /* The pair of the server serves the client, too. */
    bool own = profile_on(p, "tls.client_cert_file");
    const struct {
        const char *name, *value;
    } facts[] = {
        {"mc_tls_guideline", TLS_GUIDELINE_NAME " " TLS_GUIDELINE_VERSION},
        {"mc_tls_versions", preset->versions},
        {"mc_tls_options", preset->options},
        {"mc_tls_server_options", preset->server_options},
        {"mc_tls_ciphers", ciphers[0] != '\0' ? ciphers : preset->ciphers},
        {"mc_tls_client_cert", profile_text(p, own ? "tls.client_cert_file" : "tls.cert_file")},
        {"mc_tls_client_key", profile_text(p, own ? "tls.client_key_file" : "tls.key_file")},
    };
    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        values_define(out, "", facts[i].name, facts[i].value);
    values_define_fact(out, "mc_tls_names", demands_name(p));
    define_trust(p, out);
}

/*
 * sendmail (tls.c, 8.17.1) offers STARTTLS, and verifies as a client, only with both a file
 * and a folder of authorities: where one is not given, the other stands in.
 */
static void define_trust(const struct profile *p, struct str *out)
{
    const char *file = profile_text(p, "tls.ca_file"), *dir = profile_text(p, "tls.ca_dir");
    if (file[0] == '\0')
        file = profile_text(p, "tls.cert_file");
    const char *slash = strrchr(file, '/');
    struct str folder = STR_INIT;
    if (dir[0] != '\0')
        str_add(&folder, dir);
    else if (slash != NULL)
        str_addn(&folder, file, slash == file ? 1 : (size_t)(slash - file));
    values_define(out, "", "mc_tls_ca_file", file);
    values_define(out, "", "mc_tls_ca_dir", str_text(&folder));
    str_free(&folder);
}

static bool demands_name(const struct profile *p)
{
    static const char *const maps[] = {"tls.require_servers", "tls.require_clients",
                                       "tls.require_recipients"};
    const char *key;
    json_t *demand;
    for (size_t i = 0; i < ARRAY_LEN(maps); i++)
        json_object_foreach((json_t *)(size_t)profile_value(p, maps[i]), key,
                            demand) if (!value_is_comment(key) &&
                                        strcmp(json_string_value(demand), "name") == 0) return true;
    return false;
}
