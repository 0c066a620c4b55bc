"""The kinds of files that places takes in; importing a module registers its kind."""
