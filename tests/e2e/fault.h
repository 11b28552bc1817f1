/* What fault.c and fault_disk.c share; see fault.c. */
#ifndef MCWIZARD_TESTS_FAULT_H
#define MCWIZARD_TESTS_FAULT_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

enum { MAIN, KEEPER, ROLES };
enum { MAX_KIDS = 256, MAX_FILES = 256, MAX_CHANGES = 1024, MAX_PATH = 512 };
enum disk_kind { DISK_MAKE, DISK_RENAME, DISK_LINK, DISK_UNLINK, DISK_MKDIR, DISK_RMDIR };

/* A file whose contents are not on the disk yet. */
struct disk_file {
    dev_t dev;
    ino_t ino; /* 0: a free place */
    char path[MAX_PATH];
};

/* A name whose change is not on the disk yet. */
struct disk_change {
    enum disk_kind kind;
    bool open, saved, durable; /* the call runs; what it took away is kept; fsync came */
    ino_t ino;                 /* of what it took away */
    char a[MAX_PATH], b[MAX_PATH];
};

struct shared {
    pid_t main, keeper, kids[MAX_KIDS];
    unsigned n_kids, count[ROLES], waits[ROLES];
    bool gone, stuck;
    struct disk_file files[MAX_FILES];
    struct disk_change changes[MAX_CHANGES];
    unsigned n_changes;
};

void disk_begin(struct shared *shared, const char *root);
void disk_written(int fd, const char *path);
void disk_synced(int fd, const char *path, bool done);
void disk_synced_all(bool done);
void disk_change(enum disk_kind kind, const char *a, const char *b);
void disk_changed(bool done); /* the change that began last */
void disk_cut(bool lose_names);
bool disk_secret(const char *path);
/* Tells of any file that holds a secret and that others can read at this moment. */
void disk_watch(void);

/* Straight to the kernel, so that nothing is counted. */
ssize_t readlink_raw(const char *path, char *out, size_t size);
void kill_raw(pid_t pid);
void kill_and_wait(pid_t pid);

/* To FAULT_LOG. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
