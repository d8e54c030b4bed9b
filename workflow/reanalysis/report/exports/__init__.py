"""What other programs read: data package, RO-Crate, BibTeX and the generated documents."""
