/* The classes of maps that sendmail has (map.c, conf.c), and how a proof has each answered. */
#ifndef MCWIZARD_RELAY_MAP_CLASS_H
#define MCWIZARD_RELAY_MAP_CLASS_H

#include <stddef.h>

enum map_way {
    MAP_UNKNOWN, /* nobody knows what it would do */
    MAP_KEEP,    /* sendmail has it in itself */
    MAP_DB,      /* a compiled file */
    MAP_TEXT,    /* a text file */
    MAP_PROGRAM, /* runs a program */
    MAP_NULL,    /* stand-in: never finds anything, as an address that is on no list */
    MAP_KNOWN,   /* stand-in: finds the recipients that the proof takes for valid */
    MAP_MX       /* stand-in: one domain names this host as its best MX */
};

/* The class that the first len bytes name. */
enum map_way map_class_way(const char *class, size_t len);

#endif
