"""Rules between the cells of a row, the rows of a table and the tables of a paper."""
