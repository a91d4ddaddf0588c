"""Colours by role, and what terminals with fewer colours or signs show."""
