"""What strangers may not do, tried over real sockets against the running server. docs/security.md lists it."""
