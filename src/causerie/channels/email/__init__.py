"""The e-mail channel: mail in, mail out, one conversation."""
