"""Tables and bibliographies: one record a paper."""
