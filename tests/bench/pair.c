/*
 * Times two ways to do the same work side by side: runs ours, theirs, ours,
 * theirs ... and prints one row of a Markdown table.  The ratio is the median of
 * the ratios of the pairs, so that a machine that slows down for a while slows
 * both.  Memory is the peak of the largest process of either side.
 *
 *     pair [-n PAIRS] [-o FILE] [-a MS] WHAT GOAL OURS... -- THEIRS...
 *
 * A side is a command, or several with the word `then` between them.  GOAL is "<=N", for
 * our time / their time, or ">=N", for our throughput / theirs.  Standard output
 * goes to FILE.  With -a the ratio is one of CPU time, after taking MS milliseconds, which are
 * allowed on top, from ours.  Exit status 1 when the goal was missed, 2 for trouble.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PAIRS = 999 };

struct cost {
    double wall; /* seconds */
    double cpu;  /* seconds, user and system, with waited-for descendants */
    long peak;   /* KiB */
};

static const char *out_file = "/dev/null";

static char **cut(char **argv, const char *word);
static struct cost run_side(char **argv);
static void run_command(char **argv, struct cost *cost);
static double median(double *v, size_t n);
static double seconds(struct timeval t);
static double now(void);

int main(int argc, char **argv)
{
    double walls[MAX_PAIRS], cpus[MAX_PAIRS], spare[MAX_PAIRS];
    size_t pairs = 21;
    long peak_ours = 0, peak_theirs = 0;
    double allowed = -1;
    int opt;
    while ((opt = getopt(argc, argv, "+n:o:a:")) != -1) {
        if (opt == 'n')
            pairs = strtoul(optarg, NULL, 10);
        else if (opt == 'o')
            out_file = optarg;
        else if (opt == 'a')
            allowed = strtod(optarg, NULL) / 1000;
        else
            return 2;
    }
    if (argc - optind < 5 || pairs == 0 || pairs > MAX_PAIRS) {
        fprintf(stderr,
                "usage: pair [-n PAIRS] [-o FILE] [-a MS] WHAT GOAL OURS... -- THEIRS...\n");
        return 2;
    }
    const char *what = argv[optind], *goal = argv[optind + 1];
    char **ours = argv + optind + 2, **theirs = cut(ours, "--");
    if (theirs == NULL || (strncmp(goal, "<=", 2) != 0 && strncmp(goal, ">=", 2) != 0)) {
        fprintf(stderr, "pair: %s\n", theirs == NULL ? "-- is missing" : "the goal is <=N or >=N");
        return 2;
    }
    bool throughput = goal[0] == '>';
    (void)run_side(ours), (void)run_side(theirs); /* fills the caches */
    for (size_t i = 0; i < pairs; i++) {
        struct cost a = run_side(ours), b = run_side(theirs);
        walls[i] = throughput ? b.wall / a.wall : a.wall / b.wall;
        cpus[i] = a.cpu / (b.cpu > 0 ? b.cpu : 1e-6);
        spare[i] = (a.cpu > allowed ? a.cpu - allowed : 0) / (b.cpu > 0 ? b.cpu : 1e-6);
        peak_ours = a.peak > peak_ours ? a.peak : peak_ours;
        peak_theirs = b.peak > peak_theirs ? b.peak : peak_theirs;
    }
    double ratio = median(walls, pairs), bound = strtod(goal + 2, NULL);
    bool met = throughput ? ratio >= bound : ratio <= bound;
    if (allowed >= 0) {
        ratio = median(spare, pairs);
        met = ratio <= bound;
    }
    printf("| %s | %s | %.2f | %s | %.2f | %.1f | %.1f | %zu |\n", what, goal, ratio,
           met ? "met" : "**missed**", median(cpus, pairs), (double)peak_ours / 1024,
           (double)peak_theirs / 1024, pairs);
    return met ? 0 : 1;
}

/* Ends argv before the word and returns what follows it, NULL if it is not there. */
static char **cut(char **argv, const char *word)
{
    for (; *argv != NULL; argv++) {
        if (strcmp(*argv, word) == 0) {
            *argv = NULL;
            return argv + 1;
        }
    }
    return NULL;
}

static struct cost run_side(char **argv)
{
    struct cost cost = {0};
    double begin = now();
    static char then[] = "then";
    while (argv != NULL) {
        char **next = cut(argv, then);
        run_command(argv, &cost);
        if (next != NULL)
            next[-1] = then; /* put back: the same argv runs many times */
        argv = next;
    }
    cost.wall = now() - begin;
    return cost;
}

static void run_command(char **argv, struct cost *cost)
{
    struct rusage use;
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        int out = open(out_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
        dup2(in, STDIN_FILENO), dup2(out, STDOUT_FILENO);
        execvp(argv[0], argv);
        fprintf(stderr, "pair: %s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &use) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) > 1) { /* 1 is how diff says "differs" */
        fprintf(stderr, "pair: %s failed (status %d)\n", argv[0], status);
        exit(2);
    }
    cost->cpu += seconds(use.ru_utime) + seconds(use.ru_stime);
    if (use.ru_maxrss > cost->peak)
        cost->peak = use.ru_maxrss;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof(*v), compare);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
