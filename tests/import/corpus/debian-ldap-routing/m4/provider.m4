dnl # The provider of this host; empty if it has none.
