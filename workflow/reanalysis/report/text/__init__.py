"""Numbers, estimates and names as people read them."""
