/* Networks and their access keys; see network.h. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/network.h"

enum { MAX_TEXT = 64 };

static void clear_host_bits(struct network *net);

bool network_parse(const char *text, struct network *net)
{
    char address[MAX_TEXT];
    size_t len = strcspn(text, "/");
    if (len >= sizeof(address))
        return false;
    memcpy(address, text, len);
    address[len] = '\0';
    memset(net, 0, sizeof(*net));
    net->v6 = strchr(address, ':') != NULL;
    if (inet_pton(net->v6 ? AF_INET6 : AF_INET, address, net->bytes) != 1)
        return false;
    unsigned whole = net->v6 ? 128 : 32;
    net->prefix = whole;
    if (text[len] == '/') {
        char *end = NULL;
        unsigned long prefix = strtoul(text + len + 1, &end, 10);
        if (end == text + len + 1 || *end != '\0' || prefix > whole)
            return false;
        net->prefix = (unsigned)prefix;
    }
    return true;
}

bool network_has_host_bits(const struct network *net)
{
    struct network clean = *net;
    clear_host_bits(&clean);
    return memcmp(clean.bytes, net->bytes, sizeof(net->bytes)) != 0;
}

bool network_contains(const struct network *outer, const struct network *inner)
{
    struct network cut = *inner;
    if (outer->v6 != inner->v6 || inner->prefix < outer->prefix)
        return false;
    cut.prefix = outer->prefix;
    clear_host_bits(&cut);
    return memcmp(cut.bytes, outer->bytes, sizeof(cut.bytes)) == 0;
}

bool network_is_loopback(const struct network *net)
{
    static const char *const loopback[] = {"127.0.0.1", "::1"};
    for (size_t i = 0; i < ARRAY_LEN(loopback); i++) {
        struct network one;
        MUST(network_parse(loopback[i], &one));
        if (network_contains(net, &one))
            return true;
    }
    /* Any part of 127.0.0.0/8 counts. */
    return !net->v6 && net->bytes[0] == 127;
}

void network_format(const struct network *net, struct str *out)
{
    struct network clean = *net;
    char text[MAX_TEXT];
    clear_host_bits(&clean);
    MUST(inet_ntop(net->v6 ? AF_INET6 : AF_INET, clean.bytes, text, sizeof(text)) != NULL);
    str_addf(out, "%s/%u", text, net->prefix);
}

void network_access_keys(const struct network *net, struct strs *keys)
{
    struct network clean = *net;
    clear_host_bits(&clean);
    unsigned part_bits = net->v6 ? 16 : 8;
    unsigned parts = (net->prefix + part_bits - 1) / part_bits;
    unsigned open_bits = parts * part_bits - net->prefix; /* of the last part */
    for (unsigned long i = 0; i < 1UL << open_bits; i++) {
        struct str key = STR_INIT;
        str_add(&key, net->v6 ? "IPv6" : "");
        for (unsigned p = 0; p < parts; p++) {
            unsigned long value = net->v6 ? (unsigned long)clean.bytes[2 * p] << 8 |
                                                (unsigned long)clean.bytes[2 * p + 1]
                                          : clean.bytes[p];
            if (p == parts - 1)
                value |= i;
            if (net->v6)
                str_addf(&key, ":%lx", value);
            else
                str_addf(&key, "%s%lu", p > 0 ? "." : "", value);
        }
        strs_add_take(keys, str_take(&key));
    }
}

static void clear_host_bits(struct network *net)
{
    unsigned bits = net->v6 ? 128 : 32;
    for (unsigned b = net->prefix; b < bits; b++)
        net->bytes[b / 8] &= (unsigned char)~(0x80U >> (b % 8));
}
