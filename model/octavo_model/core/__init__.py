"""Values of the domain and pure functions on them."""
