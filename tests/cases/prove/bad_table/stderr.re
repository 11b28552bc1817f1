access
