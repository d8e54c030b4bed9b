"""The mutation run: a fault in one place of a good paper, and whether entry and audit notice it."""
