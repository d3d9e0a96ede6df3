"""What happened, in figures: facts computed from the entries, and the reports made of them."""
