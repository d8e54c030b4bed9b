"""The methods text with its formulas, references and software."""
