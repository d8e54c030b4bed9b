"""The tables as row models: the single source of columns, types, limits, units and descriptions."""
