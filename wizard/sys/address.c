/* Addresses of this host; see address.h. */
#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/address.h"

/* Bound to a port that the system chooses: nothing listens, and nothing is sent. */
bool address_is_here(const char *text)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    struct addrinfo *found = NULL;
    bool here = true;
    if (getaddrinfo(text, NULL, &hints, &found) != 0)
        return true;
    int fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol);
    if (fd >= 0) {
        here = bind(fd, found->ai_addr, found->ai_addrlen) == 0 || errno != EADDRNOTAVAIL;
        close(fd);
    }
    freeaddrinfo(found);
    return here;
}
