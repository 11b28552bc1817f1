/* Tests of apply/transaction.c: all of a change or nothing, whenever it ends. */
#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apply/journal.h"
#include "apply/target.h"
#include "apply/transaction.h"

#include "apply_plan.h"

static void run(struct settled *settled, enum transaction_end want, const char *trouble);
static void recover(enum transaction_found want, long want_id, struct settled *settled,
                    const char *what);

TestSuite(apply_transaction, .init = tree_make, .fini = tree_remove, .timeout = 60);

/* Of plan_make(); settled: the daemon runs. */
static void run(struct settled *settled, enum transaction_end want, const char *trouble)
{
    const struct transaction t = {
        .store = &tree_store, .settle = plan_settle, .runs = plan_runs, .arg = settled};
    struct checkpoint cp;
    struct err err = {0};
    plan_make(&cp);
    cr_expect_eq(transaction_run(&t, &cp, &err), want);
    if (trouble != NULL)
        tree_expect_error(&err, trouble, "run");
    else
        cr_expect_not(err_is_set(&err), "%s", err.text);
    err_clear(&err);
    checkpoint_free(&cp);
}

static size_t checkpoints(void)
{
    return tree_count(HERE "/checkpoints");
}

Test(apply_transaction, all_of_it)
{
    static const char steps[] = "{\"checkpoint\":1}\n"
                                "{\"step\":\"write\",\"path\":\"/etc/mail/a\"}\n"
                                "{\"step\":\"write\",\"path\":\"/etc/mail/b\"}\n"
                                "{\"step\":\"write\",\"path\":\"/etc/mail/c\"}\n"
                                "{\"step\":\"write\",\"path\":\"/etc/mail/dir/sub/d\"}\n"
                                "{\"step\":\"hold\",\"path\":\"/etc/mail/a\"}\n"
                                "{\"step\":\"hold\",\"path\":\"/etc/mail/b\"}\n"
                                "{\"step\":\"hold\",\"path\":\"/etc/mail/c\"}\n"
                                "{\"step\":\"hold\",\"path\":\"/etc/mail/dir/sub/d\"}\n"
                                "{\"step\":\"switch\"}\n"
                                "{\"step\":\"reload\"}\n";
    struct settled settled = {.calls = 0};
    struct checkpoint cp;
    struct err err = {0};
    run(&settled, TRANSACTION_DONE, NULL);
    cr_expect_eq(settled.calls, 1);
    cr_expect_eq(settled.backs, 0);
    cr_expect_str_eq(settled.steps, steps);
    cr_expect_str_eq(settled.files, "new a");
    plan_expect_new("done");
    plan_expect_closed("done");
    cr_assert_eq(store_load_newest(&tree_store, &cp, &err), 0, "%s", err.text);
    cr_expect_eq(cp.id, 1);
    cr_expect_eq(cp.n, 4);
    checkpoint_free(&cp);
}

Test(apply_transaction, nobody_to_settle)
{
    run(NULL, TRANSACTION_DONE, NULL);
    plan_expect_new("done");
    plan_expect_closed("done");
    cr_expect_eq(checkpoints(), 1);
}

/* The names appear in the order of the list; then those go that nobody needs any more. */
Test(apply_transaction, in_order)
{
    union {
        struct inotify_event event;
        char bytes[4096];
    } buf;
    struct str order = STR_INIT;
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    cr_assert_geq(watch, 0);
    cr_assert_geq(inotify_add_watch(watch, scratch_path("etc/mail"), IN_MOVED_TO | IN_DELETE), 0);
    struct checkpoint cp = tree_checkpoint(0);
    struct err err = {0};
    const struct transaction t = {.store = &tree_store};
    tree_file("/etc/mail/c", "old");
    tree_change(&cp, "/etc/mail/e", "new");
    tree_change(&cp, "/etc/mail/c", NULL);
    tree_change(&cp, "/etc/mail/a", "new");
    tree_change(&cp, "/etc/mail/d", "new");
    cr_assert_eq(transaction_run(&t, &cp, &err), TRANSACTION_DONE, "%s", err.text);
    checkpoint_free(&cp);
    ssize_t len = read(watch, &buf, sizeof(buf));
    for (ssize_t at = 0; at < len;) {
        const struct inotify_event *e = (const void *)(buf.bytes + at);
        if (e->name[0] != '.')
            str_addf(&order, "%s ", e->name);
        at += (ssize_t)(sizeof(*e) + e->len);
    }
    cr_expect_str_eq(str_text(&order), "e a d c ");
    str_free(&order);
    close(watch);
}

Test(apply_transaction, ids)
{
    const struct transaction t = {.store = &tree_store};
    struct err err = {0};
    scratch_write("var/lib/mcwizard/checkpoints/000041.json", "{}", 2, 0600);
    for (long id = 42; id < 45; id++) {
        struct checkpoint cp = tree_checkpoint(0);
        char text[32];
        snprintf(text, sizeof(text), "text %ld", id);
        tree_change(&cp, "/etc/mail/a", text);
        cr_expect_eq(transaction_run(&t, &cp, &err), TRANSACTION_DONE, "%s", err.text);
        cr_expect_eq(cp.id, id);
        checkpoint_free(&cp);
        cr_expect_str_eq(tree_text("/etc/mail/a"), text);
    }
    cr_expect_eq(checkpoints(), 4);
    plan_expect_closed("ids");
    struct checkpoint cp = tree_checkpoint(0);
    const struct store none = {.path = tree_store.path, .fd = -1, .checkpoints = tree_store.lock};
    const struct transaction broken = {.store = &none};
    cr_expect_eq(transaction_run(&broken, &cp, &err), TRANSACTION_UNDONE);
    tree_expect_error(&err, "cannot list the checkpoints: ", "list");
    checkpoint_free(&cp);
}

Test(apply_transaction, daemon_does_not_answer)
{
    struct settled settled = {.refuses = true};
    run(&settled, TRANSACTION_UNDONE, "it does not answer");
    cr_expect_eq(settled.calls, 1);
    cr_expect_eq(settled.backs, 1);
    plan_expect_old("undone");
    plan_expect_closed("undone");
    cr_expect_eq(checkpoints(), 0);
    settled.refuses_back = true; /* the files are the old ones all the same */
    run(&settled, TRANSACTION_UNDONE, "it does not answer");
    plan_expect_old("undone");
    plan_expect_closed("undone");
}

/* Signals that came meanwhile wanted to end what has ended by then. */
static void interrupt(void)
{
    raise(SIGTERM);
    raise(SIGHUP);
    raise(SIGINT);
}

static volatile sig_atomic_t signals;

static void count(int signal)
{
    (void)signal;
    signals++;
}

static void expect_no_signal(void)
{
    cr_expect_eq(signals, 0);
}

Test(apply_transaction, signals)
{
    struct settled settled = {
        .refuses = true, .meanwhile = interrupt, .in_the_end = expect_no_signal};
    const struct sigaction action = {.sa_handler = count};
    cr_assert_eq(sigaction(SIGTERM, &action, NULL), 0);
    cr_assert_eq(sigaction(SIGHUP, &action, NULL), 0);
    cr_assert_eq(sigaction(SIGINT, &action, NULL), 0);
    run(&settled, TRANSACTION_UNDONE, "it does not answer");
    cr_expect_eq(settled.backs, 1);
    cr_expect_eq(signals, 0);
    raise(SIGTERM);
    cr_expect_eq(signals, 1, "they count again");
    plan_expect_old("signals");
}

static void write_a(void)
{
    scratch_write("etc/mail/a", "a stranger's", 12, 0600);
}

static void put_into_dir(void)
{
    scratch_write("etc/mail/dir/theirs", "x", 1, 0600);
}

Test(apply_transaction, strangers)
{
    struct settled settled = {.refuses = true, .meanwhile = write_a};
    run(&settled, TRANSACTION_UNDONE, "it does not answer");
    cr_expect_str_eq(tree_text("/etc/mail/a"), "a stranger's");
    cr_expect_str_eq(tree_text("/etc/mail/b"), "old b");
    cr_expect_eq(tree_count("/etc/mail"), 2);
    plan_expect_closed("a");
    settled.meanwhile = put_into_dir;
    run(&settled, TRANSACTION_UNDONE, "it does not answer");
    cr_expect_eq(tree_count("/etc/mail/dir"), 1, "theirs stays");
    cr_expect_eq(tree_count("/etc/mail"), 3);
    plan_expect_closed("dir");
}

static void folder_in_place_of_a(void)
{
    cr_assert_eq(unlink(scratch_path("etc/mail/a")), 0);
    cr_assert_eq(mkdir(scratch_path("etc/mail/a"), 0755), 0);
}

/* What cannot be put back keeps the journal open, and all else goes back. */
Test(apply_transaction, stuck)
{
    struct settled settled = {.refuses = true, .meanwhile = folder_in_place_of_a};
    run(&settled, TRANSACTION_STUCK, "it does not answer");
    cr_expect_eq(settled.backs, 0);
    cr_expect_str_eq(tree_text("/etc/mail/b"), "old b");
    cr_expect_not(tree_has("/etc/mail/c"));
    cr_expect(tree_has(HERE "/open.json"));
    const struct transaction t = {.store = &tree_store, .settle = plan_settle, .arg = &settled};
    struct strs foreign = {0};
    struct err err = {0};
    enum transaction_found found;
    long id = 0;
    cr_expect_eq(transaction_recover(&t, &found, &id, &foreign, &err), -1, "still in the way");
    tree_expect_error(&err, "/etc/mail/a: is no regular file", "stuck");
    cr_assert_eq(rmdir(scratch_path("etc/mail/a")), 0);
    recover(TRANSACTION_PUT_BACK, 1, &settled, "mended");
    cr_expect_eq(settled.backs, 1);
    plan_expect_old("mended");
    strs_free(&foreign);
}

static void take_id(void)
{
    cr_assert_eq(mkdir(scratch_path("var/lib/mcwizard/checkpoints/000001.json"), 0700), 0);
}

Test(apply_transaction, cannot_commit)
{
    struct settled settled = {.meanwhile = take_id};
    run(&settled, TRANSACTION_UNDONE, "cannot keep the checkpoint: ");
    cr_expect_eq(settled.backs, 1);
    plan_expect_old("no commit");
    plan_expect_closed("no commit");
}

static void fill_up(void)
{
    tree_full(0);
}

static void make_room(void)
{
    tree_full(-1);
}

/* The end of a full file system: the last step cannot be noted. */
Test(apply_transaction, full)
{
    struct settled settled = {.meanwhile = fill_up, .in_the_end = make_room};
    run(&settled, TRANSACTION_UNDONE, "cannot write the journal: ");
    plan_expect_old("full");
    plan_expect_closed("full");
    struct checkpoint cp;
    struct err err = {0};
    const struct transaction t = {.store = &tree_store};
    plan_make(&cp);
    fill_up();
    cr_expect_eq(transaction_run(&t, &cp, &err), TRANSACTION_UNDONE);
    make_room();
    tree_expect_error(&err, "cannot write the journal: ", "at once");
    plan_expect_old("full at once");
    plan_expect_closed("full at once");
    checkpoint_free(&cp);
}

/* Nothing is known to be a change but what was planned. */
Test(apply_transaction, edited_before_it)
{
    const struct transaction t = {.store = &tree_store};
    struct checkpoint cp;
    struct err err = {0};
    plan_make(&cp);
    scratch_write("etc/mail/b", "edited", 6, 0644);
    cr_expect_eq(transaction_run(&t, &cp, &err), TRANSACTION_UNDONE);
    tree_expect_error(&err, "/etc/mail/b: somebody changed it just now", "edited");
    cr_expect_str_eq(tree_text("/etc/mail/a"), "old a");
    cr_expect_str_eq(tree_text("/etc/mail/b"), "edited");
    cr_expect_eq(tree_count("/etc/mail"), 2);
    plan_expect_closed("edited");
    checkpoint_free(&cp);
}

/* Its folder cannot be made, so nothing of it is there that would have to be put back. */
Test(apply_transaction, no_folder)
{
    const struct transaction t = {.store = &tree_store};
    struct checkpoint cp;
    struct err err = {0};
    plan_make(&cp);
    strs_free(&cp.folders);
    strs_add(&cp.folders, "/etc/mail/b/dir");
    cr_expect_eq(transaction_run(&t, &cp, &err), TRANSACTION_UNDONE);
    tree_expect_error(&err, "/etc/mail/b: cannot open the folder: ", "no folder");
    plan_expect_old("no folder");
    plan_expect_closed("no folder");
    checkpoint_free(&cp);
}

static void recover(enum transaction_found want, long want_id, struct settled *settled,
                    const char *what)
{
    const struct transaction t = {.store = &tree_store, .settle = plan_settle, .arg = settled};
    struct strs foreign = {0};
    struct err err = {0};
    enum transaction_found found = TRANSACTION_FINISHED;
    long id = -1;
    cr_expect_eq(transaction_recover(&t, &found, &id, &foreign, &err), 0, "%s: %s", what, err.text);
    cr_expect_eq(found, want, "%s: %d", what, (int)found);
    cr_expect_eq(id, want_id, "%s: %ld", what, id);
    cr_expect_eq(foreign.n, 0, "%s", what);
    plan_expect_closed(what);
    strs_free(&foreign);
    err_clear(&err);
}

/* How far a change came before its process and the keeper died. */
static void half(const struct checkpoint *cp, size_t folders, size_t written, size_t held,
                 size_t switched)
{
    struct err err = {0};
    cr_assert_eq(journal_begin(&tree_store, cp, &err), 0, "%s", err.text);
    for (size_t i = 0; i < folders; i++)
        cr_assert_eq(mkdir(scratch_path(cp->folders.v[i]), 0755), 0);
    for (size_t i = 0; i < written; i++) {
        cr_assert_eq(journal_step(&tree_store, JOURNAL_WRITE, cp->v[i].path, &err), 0);
        cr_assert_eq(target_write(&tree_store, &cp->v[i], &err), 0, "%s", err.text);
    }
    for (size_t i = 0; i < held; i++) {
        cr_assert_eq(journal_step(&tree_store, JOURNAL_HOLD, cp->v[i].path, &err), 0);
        cr_assert_eq(target_hold(&tree_store, &cp->v[i], NULL, &err), 0, "%s", err.text);
    }
    if (switched > 0)
        cr_assert_eq(journal_step(&tree_store, JOURNAL_SWITCH, NULL, &err), 0);
    for (size_t i = 0; i < switched; i++)
        cr_assert_eq(target_switch(&tree_store, &cp->v[i], &err), 0, "%s", err.text);
}

Test(apply_transaction, recovers_from_every_step)
{
    static const struct {
        size_t folders, written, held, switched;
        bool reload;
    } rows[] = {{0, 0, 0, 0, false}, {1, 0, 0, 0, false}, {2, 0, 0, 0, false}, {2, 1, 0, 0, false},
                {2, 3, 0, 0, false}, {2, 4, 0, 0, false}, {2, 4, 1, 0, false}, {2, 4, 2, 0, false},
                {2, 4, 4, 0, false}, {2, 4, 4, 1, false}, {2, 4, 4, 2, false}, {2, 4, 4, 3, false},
                {2, 4, 4, 4, false}, {2, 4, 4, 4, true}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct settled settled = {.calls = 0};
        struct checkpoint cp;
        struct err err = {0};
        char what[64];
        snprintf(what, sizeof(what), "row %zu", i);
        plan_make(&cp);
        half(&cp, rows[i].folders, rows[i].written, rows[i].held, rows[i].switched);
        if (rows[i].reload)
            cr_assert_eq(journal_step(&tree_store, JOURNAL_RELOAD, NULL, &err), 0);
        recover(TRANSACTION_PUT_BACK, 1, &settled, what);
        plan_expect_old(what);
        cr_expect_eq(settled.calls, 0, "%s", what);
        cr_expect_eq(settled.backs, rows[i].switched > 0, "%s", what);
        if (settled.backs > 0)
            cr_expect_eq(settled.why, rows[i].reload ? TRANSACTION_OLD : TRANSACTION_CRASH, "%s",
                         what);
        cr_expect_eq(checkpoints(), 0, "%s", what);
        recover(TRANSACTION_NOTHING, 0, &settled, what);
        checkpoint_free(&cp);
    }
}

/* The way back is cut off, too: it begins again. */
Test(apply_transaction, recovers_twice)
{
    for (size_t back = 0; back <= 4; back++) {
        struct settled settled = {.calls = 0};
        struct checkpoint cp;
        struct err err = {0};
        bool foreign = false;
        plan_make(&cp);
        half(&cp, 2, 4, 4, 4);
        for (size_t i = 0; i < back; i++)
            cr_assert_eq(target_restore(&tree_store, &cp.v[3 - i], &foreign, &err), 0);
        if (back == 4) {
            cr_assert_eq(rmdir(scratch_path("etc/mail/dir/sub")), 0);
            cr_assert_eq(rmdir(scratch_path("etc/mail/dir")), 0);
        }
        recover(TRANSACTION_PUT_BACK, 1, &settled, "twice");
        plan_expect_old("twice");
        checkpoint_free(&cp);
    }
}

Test(apply_transaction, recovers_around_strangers)
{
    const struct transaction t = {.store = &tree_store};
    struct strs foreign = {0};
    struct checkpoint cp;
    struct err err = {0};
    enum transaction_found found;
    long id = 0;
    plan_make(&cp);
    half(&cp, 2, 4, 4, 4);
    write_a();
    cr_assert_eq(transaction_recover(&t, &found, &id, &foreign, &err), 0, "%s", err.text);
    cr_expect_eq(found, TRANSACTION_PUT_BACK);
    cr_expect_eq(foreign.n, 1);
    cr_expect_str_eq(foreign.v[0], "/etc/mail/a");
    cr_expect_str_eq(tree_text("/etc/mail/a"), "a stranger's");
    cr_expect_str_eq(tree_text("/etc/mail/b"), "old b");
    cr_expect_eq(tree_count("/etc/mail"), 2);
    plan_expect_closed("strangers");
    strs_free(&foreign);
    checkpoint_free(&cp);
}

Test(apply_transaction, finishes)
{
    struct settled settled = {.calls = 0};
    struct checkpoint cp;
    struct err err = {0};
    plan_make(&cp);
    half(&cp, 2, 4, 4, 4);
    cr_assert_eq(journal_step(&tree_store, JOURNAL_RELOAD, NULL, &err), 0);
    cr_assert_eq(journal_step(&tree_store, JOURNAL_VERIFIED, NULL, &err), 0);
    recover(TRANSACTION_FINISHED, 1, &settled, "verified");
    plan_expect_new("verified");
    cr_expect_eq(settled.calls + settled.backs, 0);
    cr_expect_eq(checkpoints(), 1);
    checkpoint_free(&cp);
}

Test(apply_transaction, tidies_up)
{
    struct settled settled = {.calls = 0};
    struct checkpoint cp;
    struct err err = {0};
    plan_make(&cp);
    half(&cp, 2, 4, 4, 4);
    cr_assert_eq(journal_step(&tree_store, JOURNAL_VERIFIED, NULL, &err), 0);
    bool foreign = false;
    cr_assert_eq(target_remove(&tree_store, &cp.v[1], &foreign, &err), 0);
    cr_assert_eq(journal_commit(&tree_store, &cp, &err), 0);
    cr_expect(tree_has("/etc/mail/.a.mcwizard-old"));
    recover(TRANSACTION_NOTHING, 1, &settled, "untidy");
    plan_expect_new("untidy");
    checkpoint_free(&cp);
    scratch_write("var/lib/mcwizard/open.steps", "{\"checkpoint\":9}\n", 17, 0600);
    recover(TRANSACTION_NOTHING, 0, &settled, "no head was written");
}

Test(apply_transaction, broken_journal)
{
    const struct transaction t = {.store = &tree_store};
    struct strs foreign = {0};
    struct checkpoint cp;
    struct err err = {0};
    enum transaction_found found = TRANSACTION_FINISHED;
    long id = 0;
    plan_make(&cp);
    half(&cp, 2, 4, 4, 2);
    scratch_write("var/lib/mcwizard/open.json", "{}", 2, 0600);
    cr_expect_eq(transaction_recover(&t, &found, &id, &foreign, &err), -1);
    cr_expect_eq(found, TRANSACTION_NOTHING);
    tree_expect_error(&err, "/open.json: is no checkpoint", "broken");
    cr_expect(tree_has("/etc/mail/.a.mcwizard-old"), "all stays as it lies");
    cr_expect(tree_has(HERE "/open.json"));
    cr_expect(tree_has(HERE "/open.steps"));
    checkpoint_free(&cp);
}

static void killed(void)
{
    raise(SIGKILL);
}

/* A process that makes the change, and how it ends; after its keeper's end, too. */
static int run_apart(struct settled *settled)
{
    int gone[2], status = 0;
    char byte;
    cr_assert_eq(pipe(gone), 0);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        const struct transaction t = {
            .store = &tree_store, .settle = plan_settle, .runs = plan_runs, .arg = settled};
        struct checkpoint cp;
        struct err err = {0};
        close(gone[0]);
        plan_make(&cp);
        _exit(transaction_run(&t, &cp, &err) == TRANSACTION_DONE ? 0 : 1);
    }
    close(gone[1]);
    cr_assert_eq(read(gone[0], &byte, 1), 0);
    close(gone[0]);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return status;
}

/* In a process that dies at once the plan is made by us, for what it was before. */
static void expect_kept(struct settled *settled, const char *what)
{
    struct checkpoint cp;
    plan_make(&cp);
    checkpoint_free(&cp);
    int status = run_apart(settled);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "%s: %d", what, status);
}

Test(apply_transaction, keeper_puts_back)
{
    struct settled settled = {.meanwhile = killed};
    expect_kept(&settled, "killed");
    cr_expect_str_eq(tree_text("/etc/mail/a"), "old a");
    cr_expect_str_eq(tree_text("/etc/mail/b"), "old b");
    cr_expect_eq(tree_count("/etc/mail"), 2);
    plan_expect_closed("killed");
    cr_expect_eq(checkpoints(), 0);
    recover(TRANSACTION_NOTHING, 0, &settled, "killed");
}

static void folder_and_killed(void)
{
    folder_in_place_of_a();
    raise(SIGKILL);
}

/* What it cannot do is left to the next command. */
Test(apply_transaction, keeper_is_stuck)
{
    struct settled settled = {.meanwhile = folder_and_killed};
    expect_kept(&settled, "stuck");
    cr_expect(tree_has(HERE "/open.json"));
    cr_assert_eq(rmdir(scratch_path("etc/mail/a")), 0);
    recover(TRANSACTION_PUT_BACK, 1, &settled, "stuck");
    cr_expect_str_eq(tree_text("/etc/mail/a"), "old a");
    cr_expect_eq(tree_count("/etc/mail"), 2);
}

/* The maker, and its keeper after it: exit(3) ends that one, and writes what counts coverage. */
static void free_id_and_die(void)
{
    (void)rmdir(scratch_path("var/lib/mcwizard/checkpoints/000001.json"));
    if (getsid(0) == getpid())
        exit(0);
    raise(SIGKILL);
}

/* The last step was noted, but the way back has begun since: then it is gone to its end. */
Test(apply_transaction, killed_on_the_way_back)
{
    struct settled settled = {.meanwhile = take_id, .in_the_end = free_id_and_die};
    expect_kept(&settled, "way back");
    cr_expect(tree_has(HERE "/open.json"));
    settled.in_the_end = NULL;
    recover(TRANSACTION_PUT_BACK, 1, &settled, "way back");
    cr_expect_str_eq(tree_text("/etc/mail/a"), "old a");
    cr_expect_str_eq(tree_text("/etc/mail/b"), "old b");
    cr_expect_eq(tree_count("/etc/mail"), 2);
    cr_expect_eq(checkpoints(), 0);
}
