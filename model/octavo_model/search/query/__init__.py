"""The language of the filter and of ``octavo list``, and what its queries mean."""
