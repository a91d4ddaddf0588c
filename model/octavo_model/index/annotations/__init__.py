"""Tags and notes: they belong to keys, as marks do, and to the papers that the keys lead to."""
