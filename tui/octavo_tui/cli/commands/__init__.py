"""The commands: one module a group, each with a table `COMMANDS`."""
