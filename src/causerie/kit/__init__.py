"""What any server needs and that knows nothing of conversations: database, jobs, files, sockets, the way out."""
