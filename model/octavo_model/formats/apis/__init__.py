"""Papers as JSON, and as the services for papers answer."""
