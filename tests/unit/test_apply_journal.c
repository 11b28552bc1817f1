/* Tests of apply/journal.c: what is noted before each step, and how it is read after a death. */
#include <criterion/criterion.h>

#include "apply/journal.h"

#include "apply_tree.h"

#define HERE "/var/lib/mcwizard"

static void begin(long id);
static void step(enum journal_step step, const char *path);
static void read_it(struct journal *journal);
static void expect_steps(const struct journal *journal, size_t n, const char *what);

TestSuite(apply_journal, .init = tree_make, .fini = tree_remove, .timeout = 60);

static void begin(long id)
{
    struct checkpoint cp = tree_checkpoint(id);
    struct err err = {0};
    tree_file("/etc/mail/a", "old");
    tree_change(&cp, "/etc/mail/a", "new");
    cr_assert_eq(journal_begin(&tree_store, &cp, &err), 0, "%s", err.text);
    checkpoint_free(&cp);
}

static void step(enum journal_step step, const char *path)
{
    struct err err = {0};
    cr_assert_eq(journal_step(&tree_store, step, path, &err), 0, "%s", err.text);
}

static void read_it(struct journal *journal)
{
    struct err err = {0};
    *journal = (struct journal){.open = false};
    cr_assert_eq(journal_read(&tree_store, journal, &err), 0, "%s", err.text);
}

/* The first n were begun, and no other. */
static void expect_steps(const struct journal *journal, size_t n, const char *what)
{
    for (size_t i = 0; i < JOURNAL_STEPS; i++)
        cr_expect_eq(journal->begun[i], i < n, "%s: %zu", what, i);
}

Test(apply_journal, nothing)
{
    struct journal journal;
    read_it(&journal);
    cr_expect_not(journal.open);
    cr_expect_not(journal.untidy);
    expect_steps(&journal, 0, "nothing");
    journal_free(&journal);
}

Test(apply_journal, from_step_to_step)
{
    struct journal journal;
    struct err err = {0};
    begin(7);
    cr_expect_eq(tree_stat(HERE "/open.json").st_mode & 07777, 0600);
    cr_expect_eq(tree_stat(HERE "/open.steps").st_mode & 07777, 0600);
    for (size_t i = 0; i <= JOURNAL_STEPS; i++) {
        read_it(&journal);
        cr_expect(journal.open);
        cr_expect_not(journal.untidy);
        expect_steps(&journal, i, "in turn");
        cr_expect_eq(journal.checkpoint.id, 7);
        cr_assert_eq(journal.checkpoint.n, 1);
        cr_expect_str_eq(journal.checkpoint.v[0].path, "/etc/mail/a");
        journal_free(&journal);
        cr_expect_not(journal.open);
        if (i < JOURNAL_STEPS)
            step((enum journal_step)i, i % 2 == 0 ? "/etc/mail/a" : NULL);
    }
    cr_expect_str_eq(tree_text(HERE "/open.steps"),
                     "{\"checkpoint\":7}\n"
                     "{\"step\":\"write\",\"path\":\"/etc/mail/a\"}\n"
                     "{\"step\":\"hold\"}\n"
                     "{\"step\":\"switch\",\"path\":\"/etc/mail/a\"}\n"
                     "{\"step\":\"reload\"}\n"
                     "{\"step\":\"verified\",\"path\":\"/etc/mail/a\"}\n"
                     "{\"step\":\"back\"}\n");
    const struct checkpoint seven = {.id = 7};
    cr_assert_eq(journal_commit(&tree_store, &seven, &err), 0, "%s", err.text);
    cr_expect_not(tree_has(HERE "/open.json"));
    cr_expect(tree_has(HERE "/checkpoints/000007.json"));
    read_it(&journal);
    cr_expect_not(journal.open);
    cr_expect(journal.untidy);
    cr_expect_eq(journal.checkpoint.id, 7);
    journal_free(&journal);
    cr_assert_eq(journal_end(&tree_store, &err), 0);
    cr_expect_not(tree_has(HERE "/open.steps"));
    cr_assert_eq(journal_end(&tree_store, &err), 0, "once more");
    read_it(&journal);
    cr_expect_not(journal.untidy);
    journal_free(&journal);
}

Test(apply_journal, dropped)
{
    struct err err = {0};
    struct journal journal;
    begin(1);
    step(JOURNAL_WRITE, "/etc/mail/a");
    cr_assert_eq(journal_drop(&tree_store, &err), 0, "%s", err.text);
    cr_expect_not(tree_has(HERE "/open.json"));
    cr_expect_not(tree_has(HERE "/open.steps"));
    cr_assert_eq(journal_drop(&tree_store, &err), 0, "once more");
    read_it(&journal);
    cr_expect_not(journal.open);
    journal_free(&journal);
}

/* What the power cut off in the middle of a line was not begun. */
Test(apply_journal, torn)
{
    static const char last[] = "{\"step\":\"switch\"}\n";
    begin(1);
    step(JOURNAL_WRITE, NULL);
    step(JOURNAL_HOLD, NULL);
    long whole = tree_stat(HERE "/open.steps").st_size;
    step(JOURNAL_SWITCH, NULL);
    for (long cut = (long)sizeof(last) - 1; cut >= 0; cut--) {
        struct journal journal;
        cr_assert_eq(truncate(scratch_path("var/lib/mcwizard/open.steps"), whole + cut), 0);
        read_it(&journal);
        cr_expect(journal.open);
        expect_steps(&journal, cut == (long)sizeof(last) - 1 ? 3 : 2, "torn");
        journal_free(&journal);
    }
}

/* Lines that say nothing, and one that does. */
Test(apply_journal, strange_lines)
{
    static const char text[] = "\n[]\n{}\n{\"step\":1}\n{\"step\":\"dance\"}\n\"step\"\nx\n"
                               "{\"checkpoint\":\"1\"}\n{\"step\":\"write\"}\n";
    struct journal journal;
    begin(1);
    scratch_write("var/lib/mcwizard/open.steps", text, sizeof(text) - 1, 0600);
    read_it(&journal);
    cr_expect(journal.open);
    expect_steps(&journal, 1, "strange");
    journal_free(&journal);
}

/* Steps alone: only a change that came to its commit may have left them behind. */
Test(apply_journal, untidy)
{
    static const struct {
        const char *text;
        bool untidy;
    } rows[] = {
        {"{\"checkpoint\":7}\n{\"step\":\"verified\"}\n", true},
        {"{\"checkpoint\":7}\n{\"step\":\"verified\"}\n{\"st", true},
        {"{\"checkpoint\":7}\n{\"step\":\"switch\"}\n", false},
        {"{\"checkpoint\":7}\n", false},
        {"{\"checkpoint\":8}\n{\"step\":\"verified\"}\n", false}, /* there is none */
        {"{\"checkpoint\":-7}\n{\"step\":\"verified\"}\n", false},
        {"{\"step\":\"verified\"}\n", false},
        {"", false},
    };
    const struct checkpoint seven = {.id = 7};
    struct err err = {0};
    begin(7);
    cr_assert_eq(journal_commit(&tree_store, &seven, &err), 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct journal journal;
        scratch_write("var/lib/mcwizard/open.steps", rows[i].text, strlen(rows[i].text), 0600);
        read_it(&journal);
        cr_expect_eq(journal.untidy, rows[i].untidy, "%s", rows[i].text);
        cr_expect_not(journal.open);
        journal_free(&journal);
    }
}

/* Steps of a former change do not count for the next one. */
Test(apply_journal, begins_anew)
{
    struct journal journal;
    begin(1);
    step(JOURNAL_VERIFIED, NULL);
    begin(2);
    read_it(&journal);
    cr_expect_eq(journal.checkpoint.id, 2);
    expect_steps(&journal, 0, "anew");
    journal_free(&journal);
}

Test(apply_journal, unreadable)
{
    struct err err = {0};
    struct journal journal = {.open = false};
    scratch_write("var/lib/mcwizard/open.json", "{", 1, 0600);
    cr_expect_eq(journal_read(&tree_store, &journal, &err), -1);
    cr_expect(err.mend != NULL && strstr(err.mend, "put them back by hand") != NULL);
    tree_expect_error(&err, HERE "/open.json:1:", "broken");
    journal_free(&journal);
    cr_assert_eq(unlink(scratch_path("var/lib/mcwizard/open.json")), 0);
    cr_assert_eq(symlink("none", scratch_path("var/lib/mcwizard/open.json")), 0);
    cr_expect_eq(journal_read(&tree_store, &journal, &err), -1, "a link is there");
    tree_expect_error(&err, "what was kept there cannot be read: ", "link");
    journal_free(&journal);
    cr_assert_eq(unlink(scratch_path("var/lib/mcwizard/open.json")), 0);
    const struct store file = {.path = tree_store.path, .fd = tree_store.lock};
    cr_expect_eq(journal_read(&file, &journal, &err), -1);
    tree_expect_error(&err, "cannot read the journal: ", "no folder");
    journal_free(&journal);
}

Test(apply_journal, cannot_be_written)
{
    struct checkpoint cp = tree_checkpoint(1);
    struct err err = {0};
    tree_file("/etc/mail/a", "old");
    tree_change(&cp, "/etc/mail/a", "new");
    tree_full(0);
    cr_expect_eq(journal_begin(&tree_store, &cp, &err), -1);
    tree_expect_error(&err, HERE ": cannot write the journal: ", "full");
    tree_full(100); /* the first line fits */
    cr_expect_eq(journal_begin(&tree_store, &cp, &err), -1);
    tree_expect_error(&err, HERE "/open.json: cannot write: ", "full");
    cr_expect_not(tree_has(HERE "/open.json"));
    tree_full(-1);
    cr_assert_eq(journal_begin(&tree_store, &cp, &err), 0, "%s", err.text);
    tree_full(0);
    cr_expect_eq(journal_step(&tree_store, JOURNAL_HOLD, NULL, &err), -1);
    tree_full(-1);
    tree_expect_error(&err, HERE ": cannot write the journal: ", "step");
    cr_assert_eq(mkdir(scratch_path("var/lib/mcwizard/checkpoints/000001.json"), 0700), 0);
    cr_expect_eq(journal_commit(&tree_store, &cp, &err), -1);
    tree_expect_error(&err, HERE ": cannot keep the checkpoint: ", "commit");
    cr_expect(tree_has(HERE "/open.json"));
    cr_assert_eq(journal_drop(&tree_store, &err), 0);
    cr_assert_eq(mkdir(scratch_path("var/lib/mcwizard/open.steps"), 0700), 0);
    cr_expect_eq(journal_begin(&tree_store, &cp, &err), -1);
    tree_expect_error(&err, HERE ": cannot close the journal: ", "begin");
    cr_expect_eq(journal_step(&tree_store, JOURNAL_HOLD, NULL, &err), -1);
    tree_expect_error(&err, HERE ": cannot write the journal: ", "step");
    cr_expect_eq(journal_end(&tree_store, &err), -1);
    tree_expect_error(&err, HERE ": cannot close the journal: ", "end");
    cr_expect_eq(journal_drop(&tree_store, &err), -1);
    tree_expect_error(&err, HERE ": cannot close the journal: ", "drop");
    checkpoint_free(&cp);
}

/* The contents that it names must be there after a power cut, too. */
Test(apply_journal, contents_first)
{
    struct checkpoint cp = tree_checkpoint(1);
    struct err err = {0};
    struct store store = tree_store;
    store.objects = -1;
    cr_expect_eq(journal_begin(&store, &cp, &err), -1);
    tree_expect_error(&err, HERE ": cannot make what is in the folder last: ", "objects");
    cr_expect_not(tree_has(HERE "/open.json"));
    checkpoint_free(&cp);
}
