"""Who gets a case: who is there, and how one of them is chosen."""
