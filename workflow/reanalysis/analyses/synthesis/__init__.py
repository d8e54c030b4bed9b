"""Pools of groups from several papers: which studies a set holds, and what every model makes of them."""
