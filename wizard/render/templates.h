/* The templates of templates/, embedded at build time by templates/embed.awk. */
#ifndef MCWIZARD_RENDER_TEMPLATES_H
#define MCWIZARD_RENDER_TEMPLATES_H

struct template_file {
    const char *name; /* as in templates/: "host.m4" */
    const char *text;
};

/* Ended by a row whose name is NULL. */
extern const struct template_file templates[];

#endif
