^mcwizard: error: /dev/null: is a device file, not a file; name a regular file$
